"""Deploys a project to an emulator on this machine through the cdktf CLI, and takes it down again.

Run as a module in the project's folder: `python -m tap_constructs.testing.local deploy`.
"""
