from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.parameters import ParameterConfig, ParametersConfig
from lib.constructs.cross_region_role import CrossRegionRole, RoleService
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.event_bus import EventBus
from lib.constructs.parameters import Parameters
from lib.constructs.secret import ReplicatedSecret
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
KEYS = [
    EncryptionKey.from_existing(f"arn:aws:kms:{region}:123456789012:key/1") for region in ("eu-central-1", "eu-west-1")
]
OWN = Statement(sid="Own", actions=["sqs:SendMessage"], resources=["arn:aws:sqs:eu-west-1:123456789012:orders"])


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_iam_role_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_it_may_do_what_is_handed_in_where_that_lies(stack: TerraformStack, synthesize: Synthesize) -> None:
    other = add_provider(stack, "eu-west-1", alias="other", tags={})
    sides = (("Here", None), ("There", other))
    level = ParametersConfig(entries={"level": ParameterConfig(value="info")})
    buses = [EventBus(stack, f"Bus{name}", purpose="events", provider=provider) for name, provider in sides]
    parameters = [Parameters(stack, f"Parameters{name}", config=level, provider=provider) for name, provider in sides]
    secret = ReplicatedSecret(stack, "Secret", purpose="api", key=KEYS[0], replicas={"eu-west-1": KEYS[1]})
    role = CrossRegionRole(
        stack,
        "Role",
        services=["lambda"],
        buses=buses,
        parameters=parameters,
        secrets=[secret],
        keys=KEYS,
        statements=[OWN],
    )
    made = synthesize()
    granted = statements(made)
    assert list(granted) == ["PutEvents", "ReadParameters", "ReadSecrets", "DecryptWhatIsRead", "Own"]
    addresses = sorted(made.resources("aws_cloudwatch_event_bus"))
    assert granted["PutEvents"]["Resource"] == [f"${{aws_cloudwatch_event_bus.{name}.arn}}" for name in addresses]
    paths = [arn.partition("}:")[2] for arn in granted["ReadParameters"]["Resource"]]
    assert paths == ["parameter/shop", "parameter/shop/*"] * 2
    assert [arn.split(":")[3] for arn in granted["ReadParameters"]["Resource"]] == ["eu-central-1"] * 2 + [
        "eu-west-1"
    ] * 2
    here, there = granted["ReadSecrets"]["Resource"]
    assert here.endswith(".arn}")
    assert there.startswith("${local.Secret_ReplicaArn-eu-west-1_")
    assert granted["DecryptWhatIsRead"] == {
        "Sid": "DecryptWhatIsRead",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": [key.arn for key in KEYS],
        "Condition": {
            "StringEquals": {
                "kms:ViaService": [
                    f"{service}.{region}.amazonaws.com"
                    for service in ("secretsmanager", "ssm")
                    for region in ("eu-central-1", "eu-west-1")
                ]
            }
        },
    }
    assert "*" not in [each["Resource"] for each in granted.values()]
    assert role.name
    assert role.arn


@pytest.mark.parametrize(
    ("service", "sid"),
    [
        ("ecs-tasks", "AssumedByEcsTasks"),
        ("events", "AssumedByEvents"),
        ("lambda", "AssumedByLambda"),
        ("scheduler", "AssumedByScheduler"),
        ("states", "AssumedByStates"),
    ],
)
def test_services_assume_it_for_this_account_where_they_tell_the_account(
    service: RoleService, sid: str, stack: TerraformStack, synthesize: Synthesize
) -> None:
    CrossRegionRole(stack, "Role", services=[service], statements=[OWN])
    role = synthesize().resource("aws_iam_role", name="shop-cross-region-eu-central-1")
    (trust,) = json.loads(role["assume_role_policy"])["Statement"]
    assert (trust["Sid"], trust["Principal"]) == (sid, {"Service": f"{service}.amazonaws.com"})
    assert ("Condition" in trust) == (service != "lambda")


def test_a_role_without_use_is_refused_with_every_reason(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        CrossRegionRole(stack, "First", services=[])
    assert [problem.what for problem in caught.value.problems] == [
        "no service can assume the role",
        "the role may do nothing",
    ]
    with pytest.raises(ConfigurationError) as caught:
        CrossRegionRole(stack, "Second", services=["lambda"], keys=KEYS, statements=[OWN])
    assert [problem.what for problem in caught.value.problems] == ["there is nothing that the keys would decrypt"]
