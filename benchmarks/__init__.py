"""Benchmarks: each is a module to be run."""
