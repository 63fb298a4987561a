"""Runs the programs that are named, one after the other in one process; each leaves its JSON in a folder of its own."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

for program in map(Path, sys.argv[1:]):
    runpy.run_path(str(program), run_name="__main__")
    Path("cdktf.out").rename(f"{program.parent.name}-{program.stem}")
