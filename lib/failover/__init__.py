"""Moves an environment to its other region and back, and shows how it stands: see docs/failover.md.

python -m tap_constructs.failover status --outputs cfn-outputs/flat-outputs.json
"""
