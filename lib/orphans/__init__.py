"""Tells what AWS has of an environment and its state does not: see docs/recovery.md.

python -m tap_constructs.orphans state.json --suffix dev --region us-east-1
"""
