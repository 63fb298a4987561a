"""The constructs: one a file, each usable alone in anyone's own stack."""
