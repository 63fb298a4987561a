"""A local AWS: moto, patched where the Terraform provider needs it, in a process of its own on loopback."""

from .errors import EmulatorError
from .process import Emulator

__all__ = ["Emulator", "EmulatorError"]
