"""The commands of `tap`, one a file."""
