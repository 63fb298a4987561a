"""Document 2: the review of a payment migration in many stacks, about the architecture of CDKTF apps."""

from __future__ import annotations

from typing import Final

from .item import Document, Item, SeenBy, Verdict

DOCUMENT: Final = Document(
    "D2",
    "Architecture review of a database migration",
    "Fifteen corrections from stacks and imports to sizing, tags and outputs.",
)

_PROOFS: Final = "tests/proofs/test_d2.py::"
_TERRAFORM: Final = "tests/proofs/test_terraform.py::"

ITEMS: Final = (
    Item(
        id="D2#1",
        document=DOCUMENT,
        title="One stack for each module",
        claim="A TerraformStack for each module is wrong: use constructs, or give each stack its provider.",
        verdict=Verdict.AMENDED,
        evidence=(
            "Each is a root module with a state of its own, and without a provider `app.synth()` fails: `Found "
            "resources without a matching provider construct`. References between stacks do work, through remote "
            "state. Beyond the claim: two nested stacks with one id below different parents are written to one "
            "folder, the last over the first, without a word."
        ),
        rule="A construct for each module, a stack for each state, stack ids that differ in the whole app.",
        library="`TapStack` is one stack of constructs; stacks that overwrite one another are refused at synthesis.",
        enforced_by=(
            "construct TapStack",
            "the guard of the construct tree",
        ),
        seen_by=SeenBy.SYNTHESIS,
        tests=(
            _PROOFS + "test_a_stack_needs_a_provider_of_its_own",
            _PROOFS + "test_stacks_can_refer_to_each_other",
            _PROOFS + "test_nested_stacks_of_one_id_overwrite_each_other",
            _PROOFS + "test_the_library_refuses_stacks_that_overwrite_each_other",
        ),
    ),
    Item(
        id="D2#2",
        document=DOCUMENT,
        title="Import paths",
        claim="`from stacks.x import` fails; the package is `lib`.",
        verdict=Verdict.HOLDS,
        evidence=(
            "From the project's root it is `ModuleNotFoundError: No module named 'stacks'`. `lib.stacks.x` works, and "
            "so does the relative `.stacks.x`, which also survives renaming the package."
        ),
        rule="Relative imports inside the package.",
        library="It has relative imports alone; a test reads every module.",
        enforced_by=("tests of the package",),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_a_package_inside_lib_is_not_found_by_its_bare_name",
            "tests/unit/test_packaging.py::test_imports_inside_the_package_are_relative",
        ),
    ),
    Item(
        id="D2#3",
        document=DOCUMENT,
        title="SecurityGroupIngress as a resource",
        claim="`SecurityGroupIngress` is no resource; separate rules are `SecurityGroupRule`.",
        verdict=Verdict.HOLDS,
        evidence=(
            "`SecurityGroupIngress.__init__() got an unexpected keyword argument 'type'`. `SecurityGroupRule` is "
            "valid, and so is the newer `VpcSecurityGroupIngressRule`. Groups that name each other inline are a cycle "
            "at validate; a rule with both a group and a CIDR as source is a conflict."
        ),
        rule="Separate rules wherever groups name each other.",
        library="`SecurityGroup` makes separate rules as soon as one of them names another group.",
        enforced_by=("construct SecurityGroup",),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_an_ingress_struct_is_no_resource",
            _TERRAFORM + "test_groups_that_name_each_other_inline_are_a_cycle",
            _TERRAFORM + "test_validate_refuses",
            _TERRAFORM + "test_validate_accepts_the_right_forms",
        ),
    ),
    Item(
        id="D2#4",
        document=DOCUMENT,
        title="scope or self",
        claim="Children get `self`, not the `scope` of their parent.",
        verdict=Verdict.AMENDED,
        evidence=(
            "True for constructs. A stack inside a stack still needs its own provider. Beyond the claim: of a "
            "construct directly on the app all resources vanish while `app.synth()` passes; only reading an attribute "
            "says `No stack could be identified for the construct at path`."
        ),
        rule="Every construct below a stack: call `TerraformStack.of(self)` first.",
        library="Its constructs refuse to stand outside a stack, and the guard of the tree finds others that do.",
        enforced_by=(
            "every construct",
            "the guard of the construct tree",
        ),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_what_stands_on_the_app_vanishes",
            _PROOFS + "test_the_library_refuses_what_stands_on_the_app",
        ),
    ),
    Item(
        id="D2#5",
        document=DOCUMENT,
        title="Placeholder packages of functions",
        claim="A package that does not exist stops the deployment; use `TerraformAsset`.",
        verdict=Verdict.HOLDS,
        evidence=(
            'With its hash validate stops: `Call to function "filebase64sha256" failed`. Without the hash only apply '
            "does: `reading ZIP file`. An asset works; its default type for a folder is DIRECTORY, which is wrong for "
            "a function, and a path that does not exist fails when the asset is made."
        ),
        rule="An absolute path, `AssetType.ARCHIVE`, and `asset_hash` as `source_code_hash`.",
        library="Every stack's JSON is checked for packages that do not exist.",
        enforced_by=(),
        seen_by=SeenBy.VALIDATE,
        tests=(
            _PROOFS + "test_an_asset_is_a_package_with_its_hash",
            _TERRAFORM + "test_validate_refuses",
            _TERRAFORM + "test_plan_sees_nothing_wrong",
            _TERRAFORM + "test_a_package_that_does_not_exist_fails_at_apply",
        ),
    ),
    Item(
        id="D2#6",
        document=DOCUMENT,
        title="Names of the DMS roles",
        claim="The role `dms-vpc-role` must carry the environment's suffix.",
        verdict=Verdict.REFUTED,
        evidence=(
            "DMS looks for roles of exactly three names: `dms-vpc-role`, `dms-cloudwatch-logs-role`, "
            "`dms-access-for-endpoint`. With any other it says that the role `dms-vpc-role` is not configured "
            "properly. Synthesis, validate and plan take both. The clash that the document fears is real: IAM is one "
            "per account, so they are made once per account."
        ),
        rule="The fixed names, made once per account and looked up elsewhere; what uses them waits for the attached "
        "policy.",
        library="Every stack's JSON is checked for DMS roles that were renamed.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="AWS DMS User Guide, required IAM roles; AWS provider, report 11025",
        tests=(_TERRAFORM + "test_plan_sees_nothing_wrong",),
    ),
    Item(
        id="D2#7",
        document=DOCUMENT,
        title="Alias to a placeholder",
        claim="An alias to an invented target and zone id fails.",
        verdict=Verdict.HOLDS,
        evidence="AWS refuses it; validate and plan take any zone id. The alias as one dict is the right form.",
        rule="The target is an argument without a default; no record where there is none.",
        library="Every stack's JSON is checked for placeholder zone ids and reserved names.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="Amazon Route 53 API, ChangeResourceRecordSets",
        tests=(_TERRAFORM + "test_plan_sees_nothing_wrong",),
    ),
    Item(
        id="D2#8",
        document=DOCUMENT,
        title="Drivers in functions",
        claim="psycopg2 is not part of the Lambda runtime: package it, or use the Data API.",
        verdict=Verdict.HOLDS,
        evidence=(
            "Only the running function shows it. For the Data API the cluster needs `enable_http_endpoint`, an "
            "argument that the bindings have."
        ),
        rule="Package the driver, or the Data API with `enable_http_endpoint=True` on the cluster.",
        library="Nothing: what a function imports is not part of a stack.",
        enforced_by=("review",),
        seen_by=SeenBy.AWS,
        source="AWS Lambda Developer Guide, Python packages; Amazon Aurora User Guide, Data API",
        tests=(_PROOFS + "test_a_cluster_has_the_data_api",),
    ),
    Item(
        id="D2#9",
        document=DOCUMENT,
        title="Smallest capacity of a serverless cluster",
        claim="0.5 capacity units are too few for production.",
        verdict=Verdict.AMENDED,
        evidence=(
            "Advice on sizing. The form is right: a single block as dict works. The bounds have moved since: 0 to 256 "
            "in steps of a half, where 0 pauses. Provider 5.100 accepts 0, refuses a maximum of 300, and does not see "
            "that 0.3 is no step."
        ),
        rule="An argument, at least 1 in production; a multiple of 0.5.",
        library="Sizing is the caller's; every stack's JSON is checked for bounds and steps.",
        enforced_by=("terraform validate, for the bounds",),
        seen_by=SeenBy.VALIDATE,
        source="Amazon Aurora User Guide, capacity of Aurora Serverless v2",
        tests=(
            _PROOFS + "test_scaling_is_a_single_block",
            _TERRAFORM + "test_validate_refuses",
            _TERRAFORM + "test_validate_accepts_what_only_aws_refuses",
        ),
    ),
    Item(
        id="D2#10",
        document=DOCUMENT,
        title="Flow logs",
        claim="Add flow logs, with `log_destination` and a role.",
        verdict=Verdict.HOLDS,
        evidence=(
            "The form is valid with all three bindings. `log_group_name` is deprecated in 20.1.0 and a `TypeError` "
            "from 21.9.1 on."
        ),
        rule="`log_destination=group.arn`, never `log_group_name`.",
        library="`FlowLogs` makes destination, key and role.",
        enforced_by=(
            "construct FlowLogs",
            "the bindings themselves, from 21 on",
        ),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_flow_logs_have_a_destination",
            _TERRAFORM + "test_validate_accepts_the_right_forms",
        ),
    ),
    Item(
        id="D2#11",
        document=DOCUMENT,
        title="Region of a dashboard",
        claim="A dashboard's region must not be written into it.",
        verdict=Verdict.HOLDS,
        evidence=(
            "A token inside `json.dumps` is resolved: the JSON has the data source's reference. Its attribute differs: "
            "`region` is new in the bindings of provider 6, `name` is deprecated there, `id` exists in all."
        ),
        rule="Pass the configured region as literal; or `DataAwsRegion(...).id`.",
        library="Every stack's JSON is checked for regions in dashboards that are not the provider's.",
        enforced_by=(),
        seen_by=SeenBy.NOTHING,
        tests=(_PROOFS + "test_a_region_may_be_a_token_in_a_dashboard",),
    ),
    Item(
        id="D2#12",
        document=DOCUMENT,
        title="Reserved concurrency",
        claim="Ten reserved executions are too few; reserve fifty, or none.",
        verdict=Verdict.AMENDED,
        evidence=(
            "Sizing; the document's own figures need about one. Reserving can fail: AWS keeps a number of executions "
            "unreserved (`decreases account's UnreservedConcurrentExecution below its minimum value`), in small "
            "accounts all there are. Validate knows the lower bound of -1 alone."
        ),
        rule="None, unless the caller gives a number.",
        library="Every stack's JSON is checked for reserved concurrency, as a warning.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="AWS Lambda Developer Guide, reserved concurrency",
        tests=(
            _TERRAFORM + "test_validate_refuses",
            _TERRAFORM + "test_plan_sees_nothing_wrong",
        ),
    ),
    Item(
        id="D2#13",
        document=DOCUMENT,
        title="Cost tags",
        claim="Resources lack tags for cost allocation.",
        verdict=Verdict.AMENDED,
        evidence=(
            "One `default_tags` of the provider serves all resources. It is a list of blocks: "
            '`[{"tags": {...}}]` works, for `tags` is one word; a dict without list is refused; tags without the '
            "`tags` around them become `[{}]`, and validate and plan pass with no tag at all."
        ),
        rule="`default_tags=[AwsProviderDefaultTags(tags={...})]`.",
        library="Its providers carry the project's tags so; a dict of tags that would be lost is refused.",
        enforced_by=(
            "construct TapStack",
            "the guard of nested blocks",
        ),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_default_tags_are_a_struct_in_a_list",
            _TERRAFORM + "test_lost_keys_leave_the_plan_with_defaults",
        ),
    ),
    Item(
        id="D2#14",
        document=DOCUMENT,
        title="Zones of the DMS instance",
        claim="The replication instance should be in several zones.",
        verdict=Verdict.NOT_API,
        evidence="A judgement of availability against cost; `multi_az` is an argument and its values are both valid.",
        rule="An argument; on in production.",
        library="Nothing: it is the caller's choice.",
        enforced_by=("review",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D2#15",
        document=DOCUMENT,
        title="Outputs",
        claim="There are no outputs for tests to read.",
        verdict=Verdict.AMENDED,
        evidence=(
            "An output with a value is right. With `depends_on` it is not: CDKTF writes `${aws_vpc.vpc}`, and validate "
            "says `Invalid expression`."
        ),
        rule='Outputs without `depends_on`; else `add_override("depends_on", ["aws_vpc.vpc"])`.',
        library="Its outputs have none; every stack's JSON is checked for invalid `depends_on`.",
        enforced_by=("construct TapStack",),
        seen_by=SeenBy.VALIDATE,
        tests=(
            _PROOFS + "test_an_output_cannot_depend_on_a_construct",
            _TERRAFORM + "test_an_expression_in_depends_on_is_invalid",
        ),
    ),
)
