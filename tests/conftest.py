"""What all tests share."""

from __future__ import annotations

import os

# Node 20 is past its end, and jsii says so at every start.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20,22")
