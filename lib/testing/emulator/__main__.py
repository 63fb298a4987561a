"""Runs the emulator: `python -m tap_constructs.testing.emulator`."""

from .server import main

main()
