"""What tests of AWS infrastructure need: an emulator, a Terraform runner, assertions over synthesized JSON."""
