"""Generates the reference from the models, the docstrings and what the constructs synthesize to.

Run as a module: `python -m scripts.reference` writes it, `--check` tells what is stale and writes nothing.
"""
