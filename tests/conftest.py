"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# Node 20 is past its end, and jsii says so at every start.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20,22")

# The same examples everywhere, so that what passes here passes there; new ones with HYPOTHESIS_PROFILE=search.
settings.register_profile("search", print_blob=True)
settings.register_profile("same", derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
