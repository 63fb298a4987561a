"""Document 0: the review of a migration between regions, about the syntax of CDKTF in Python."""

from __future__ import annotations

from typing import Final

from .item import Document, Item, SeenBy, Verdict

DOCUMENT: Final = Document(
    "D0",
    "Syntax review of a migration between regions",
    "Ten corrections of Python syntax. It holds that CDKTF wants dicts wherever the AWS CDK wants classes.",
)

_PROOFS: Final = "tests/proofs/test_d0.py::"
_TERRAFORM: Final = "tests/proofs/test_terraform.py::"

ITEMS: Final = (
    Item(
        id="D0#1",
        document=DOCUMENT,
        title="Security-group rules",
        claim="Struct classes for ingress and egress are wrong; rules are a list of dicts.",
        verdict=Verdict.REFUTED,
        evidence=(
            "The other way round. From a list of dicts only the one-word keys `protocol` and `description` arrive; "
            "ports and peers are null in the JSON, and `terraform validate` (provider 5.100) says "
            '`Missing required argument`: `"ingress.0.from_port" is required`. With `SecurityGroupIngress` all of it '
            "arrives. Same with bindings 20.1.0, 21.9.1 and 21.22.1."
        ),
        rule="`ingress=[SecurityGroupIngress(...)]` and `egress=[SecurityGroupEgress(...)]`.",
        library="Its `SecurityGroup` takes typed `Rule`s. A dict that would lose keys is refused, in raw bindings too.",
        enforced_by=(
            "the guard of nested blocks",
            "construct SecurityGroup",
        ),
        seen_by=SeenBy.VALIDATE,
        tests=(
            _PROOFS + "test_rules_as_dicts_lose_ports_and_peers",
            _PROOFS + "test_rules_as_structs_keep_everything",
            _PROOFS + "test_the_library_refuses_a_dict_that_loses_keys",
            _TERRAFORM + "test_validate_refuses",
        ),
    ),
    Item(
        id="D0#2",
        document=DOCUMENT,
        title="Routes of a route table",
        claim="A separate route resource is wrong; routes are dicts inside the route table.",
        verdict=Verdict.REFUTED,
        evidence=(
            "Wrong on both counts. The dict loses `cidr_block` and `gateway_id`; validate and plan pass, and only "
            "apply stops, after the table was made: `one of cidr_block, ipv6_cidr_block, destination_prefix_list_id "
            "must be specified`. A separate `Route` is valid. Both styles on one table undo each other: the second "
            "plan updates the table in place."
        ),
        rule="`RouteTableRoute` inside the table, or `Route` beside it; one style for each table.",
        library=("`Network` makes every route a resource of its own, since NAT gateways and peering add routes later."),
        enforced_by=(
            "the guard of nested blocks",
            "construct Network",
        ),
        seen_by=SeenBy.APPLY,
        tests=(
            _PROOFS + "test_routes_as_dicts_lose_their_destination",
            _PROOFS + "test_a_route_is_a_struct_or_a_resource_of_its_own",
            _PROOFS + "test_the_library_refuses_a_dict_that_loses_keys",
            _TERRAFORM + "test_a_route_without_destination_fails_at_apply",
            _TERRAFORM + "test_two_styles_on_one_resource_undo_each_other",
        ),
    ),
    Item(
        id="D0#3",
        document=DOCUMENT,
        title="Instance profile of a launch template",
        claim="`IamInstanceProfile` is the wrong class; give a dict with `name`.",
        verdict=Verdict.AMENDED,
        evidence=(
            "There is no such name in `launch_template` (`ImportError`), and the resource of that name is refused with "
            "a `TypeError`. It is a single block, so the dict works; `LaunchTemplateIamInstanceProfile` gives the very "
            "same JSON."
        ),
        rule='`{"name": ...}` or `LaunchTemplateIamInstanceProfile(name=...)`.',
        library="Nothing is needed: the bindings refuse every wrong form aloud.",
        enforced_by=("the bindings themselves",),
        seen_by=SeenBy.PYTHON,
        tests=(_PROOFS + "test_an_instance_profile_is_a_dict_or_a_struct",),
    ),
    Item(
        id="D0#4",
        document=DOCUMENT,
        title="Tags of an Auto Scaling group",
        claim="`Tag` is the wrong class; tags are a list of dicts.",
        verdict=Verdict.AMENDED,
        evidence=(
            "`Tag` cannot be imported, so far it is right. The dicts fail too, for they lose `propagate_at_launch`, "
            "which is required: `Missing required properties for ... AutoscalingGroupTag: 'propagateAtLaunch'`. "
            "And the argument is `tag`: `tags` is a `TypeError`."
        ),
        rule="`tag=[AutoscalingGroupTag(key=..., value=..., propagate_at_launch=True)]`.",
        library="The refusal of the dict names the struct class and its import.",
        enforced_by=(
            "the guard of nested blocks",
            "the bindings themselves",
        ),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_tags_of_an_auto_scaling_group_are_structs",
            _PROOFS + "test_the_library_refuses_a_dict_that_loses_keys",
        ),
    ),
    Item(
        id="D0#5",
        document=DOCUMENT,
        title="Health check of a target group",
        claim="`HealthCheck` is the wrong class; give a dict.",
        verdict=Verdict.HOLDS,
        evidence=(
            "`HealthCheck` cannot be imported. A dict and `LbTargetGroupHealthCheck` give the same JSON, since it is a "
            "single block; a list of either is a `TypeError`."
        ),
        rule="A dict with snake_case keys, or `LbTargetGroupHealthCheck(...)`; never a list.",
        library="Nothing is needed: the bindings refuse every wrong form aloud.",
        enforced_by=("the bindings themselves",),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_a_health_check_is_a_dict_or_a_struct",
            _PROOFS + "test_the_library_lets_a_dict_pass_that_loses_nothing",
        ),
    ),
    Item(
        id="D0#6",
        document=DOCUMENT,
        title="Actions of a listener",
        claim="`Action` is the wrong class; actions are a list of dicts.",
        verdict=Verdict.AMENDED,
        evidence=(
            "`Action` cannot be imported, so far it is right. Of the dicts only `type` arrives: validate passes, and "
            "plan says `Invalid Attribute Combination`, for a `forward` needs `target_group_arn`. A `redirect` as dict "
            "is refused, because a key it needs is lost."
        ),
        rule="`default_action=[LbListenerDefaultAction(...)]`; dicts for the single blocks inside it are fine.",
        library="The refusal of the dict names the struct class and its import.",
        enforced_by=("the guard of nested blocks",),
        seen_by=SeenBy.PLAN,
        tests=(
            _PROOFS + "test_actions_as_dicts_lose_their_target",
            _PROOFS + "test_the_library_refuses_a_dict_that_loses_keys",
            _TERRAFORM + "test_a_forward_without_target_fails_at_plan",
        ),
    ),
    Item(
        id="D0#7",
        document=DOCUMENT,
        title="Alias and weight of a DNS record",
        claim="`Alias` and `WeightedRoutingPolicy` are wrong; both are dicts.",
        verdict=Verdict.AMENDED,
        evidence=(
            "Neither name exists, but `Route53RecordAlias` and `Route53RecordWeightedRoutingPolicy` do and give the "
            "same JSON as the dicts; a list is a `TypeError`, and so is an alias without one of its three keys. "
            "Validate adds two rules: no `ttl` beside an alias, and no routing policy without `set_identifier`."
        ),
        rule="One dict or `Route53Record...` class, `set_identifier` with every routing policy, no `ttl` with alias.",
        library="Both rules are checked before Terraform starts.",
        enforced_by=("the bindings themselves",),
        seen_by=SeenBy.VALIDATE,
        tests=(
            _PROOFS + "test_alias_and_weight_are_dicts_or_structs",
            _TERRAFORM + "test_validate_refuses",
            _TERRAFORM + "test_validate_accepts_the_right_forms",
        ),
    ),
    Item(
        id="D0#8",
        document=DOCUMENT,
        title="Dimensions of an alarm",
        claim="`Dimensions` is wrong; they are a dict.",
        verdict=Verdict.HOLDS,
        evidence=(
            "No such class; the argument is a map of texts, whose keys arrive unchanged, and a list is a `TypeError`. "
            "`metric_query` beside it is a list of blocks and loses `account_id` and `return_data` from a dict."
        ),
        rule="`dimensions={name: value}` with texts as values; `CloudwatchMetricAlarmMetricQuery` for queries.",
        library="A dict for a metric query that would lose keys is refused.",
        enforced_by=(
            "the bindings themselves",
            "the guard of nested blocks",
        ),
        seen_by=SeenBy.PYTHON,
        tests=(_PROOFS + "test_dimensions_are_a_plain_dict",),
    ),
    Item(
        id="D0#9",
        document=DOCUMENT,
        title="Class of the peering accepter",
        claim="It is `VpcPeeringConnectionAccepterA`, with an A.",
        verdict=Verdict.HOLDS,
        evidence=(
            "Without the A the import fails. The shorter name exists in `vpc_peering_connection`, but as a struct: "
            "`unexpected keyword argument 'vpc_peering_connection_id'`. Beyond the claim: `auto_accept` on the "
            "requester of another region passes validate and plan; AWS refuses it."
        ),
        rule="`VpcPeeringConnectionAccepterA` with the provider of the peer's region, `auto_accept` there alone.",
        library="`Peering` makes both sides so; any other stack is checked for `auto_accept` across regions.",
        enforced_by=("construct Peering",),
        seen_by=SeenBy.PYTHON,
        source="AWS provider documentation of aws_vpc_peering_connection, for the refusal across regions",
        tests=(
            _PROOFS + "test_the_accepter_is_the_class_with_the_a",
            _TERRAFORM + "test_plan_sees_nothing_wrong",
        ),
    ),
    Item(
        id="D0#10",
        document=DOCUMENT,
        title="Tests",
        claim="Unit tests, integration tests and coverage are missing.",
        verdict=Verdict.NOT_API,
        evidence=(
            "A judgement of that program. What was measured with it: `Testing.synth(stack)` runs no validation, so "
            "that a stack without provider passes; `Testing.synth(stack, True)` and `app.synth()` refuse it."
        ),
        rule="Test with `Testing.synth(stack, True)` or `app.synth()`.",
        library="`Synthesized.of(stack)` of the pytest helpers runs validations.",
        enforced_by=("the pytest helpers",),
        seen_by=SeenBy.REVIEW,
        tests=(_PROOFS + "test_synthesis_for_tests_runs_validations_only_when_asked",),
    ),
)
