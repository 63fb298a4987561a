"""Real Terraform against the emulator, and the package as its users install it."""
