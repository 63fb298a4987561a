"""Document 3: the review of an EKS platform on Fargate. It has two items with the number 3: the second is `3b`."""

from __future__ import annotations

from typing import Final

from .item import Document, Item, SeenBy, Verdict

DOCUMENT: Final = Document(
    "D3",
    "Review of an EKS platform on Fargate",
    "Nine corrections of security groups, backend, add-ons and tests.",
)

_PROOFS: Final = "tests/proofs/test_d3.py::"
_D0: Final = "tests/proofs/test_d0.py::"
_TERRAFORM: Final = "tests/proofs/test_terraform.py::"

ITEMS: Final = (
    Item(
        id="D3#1",
        document=DOCUMENT,
        title="Security-group rules inline only",
        claim="`SecurityGroupIngress` is no resource: rules must stand inside the group.",
        verdict=Verdict.AMENDED,
        evidence=(
            "The first half is true (`unexpected keyword argument 'security_group_id'`). The second is not: "
            "`SecurityGroupRule` and `VpcSecurityGroupIngressRule` are valid. Both styles on one group undo each "
            "other: the second plan updates the group in place."
        ),
        rule="Inline structs where the group knows all its rules, separate ones between groups; one style a group.",
        library="`SecurityGroup` chooses one of the two for the whole group.",
        enforced_by=("construct SecurityGroup",),
        seen_by=SeenBy.SECOND_PLAN,
        tests=(
            _PROOFS + "test_an_ingress_struct_has_no_group",
            _D0 + "test_rules_as_structs_keep_everything",
            _TERRAFORM + "test_validate_accepts_the_right_forms",
            _TERRAFORM + "test_two_styles_on_one_resource_undo_each_other",
        ),
    ),
    Item(
        id="D3#2",
        document=DOCUMENT,
        title="use_lockfile",
        claim="`use_lockfile` is no argument of the S3 backend, which locks by itself.",
        verdict=Verdict.REFUTED,
        evidence=(
            "Terraform knows it since 1.10, and 1.11 recommends it. The message the document quotes comes for an "
            "invented name, so its Terraform was older. S3 never locks by itself. cdktf 0.21 has no such keyword "
            "(`TypeError`); an override on backend or stack writes it."
        ),
        rule='`backend.add_override("use_lockfile", True)`, with Terraform 1.10 or newer required.',
        library="The backend of `TapStack` does so and requires Terraform 1.11.",
        enforced_by=("construct TapStack",),
        seen_by=SeenBy.INIT,
        tests=(
            _PROOFS + "test_a_lock_file_is_an_override",
            _PROOFS + "test_the_library_locks_with_a_file_and_requires_its_terraform",
            _TERRAFORM + "test_a_lock_file_is_accepted_and_an_invented_name_is_not",
        ),
    ),
    Item(
        id="D3#3",
        document=DOCUMENT,
        title="Placeholder tests",
        claim="Tests asserted attributes that the stack never had; write real ones.",
        verdict=Verdict.NOT_API,
        evidence=(
            "A judgement of those tests. The version that the new tests assert, EKS 1.29, can no longer be created; "
            "validate accepts it still."
        ),
        rule="Assert the version that the test passed in.",
        library="Every stack's JSON is checked for EKS versions past their end.",
        enforced_by=(),
        seen_by=SeenBy.REVIEW,
        source="Amazon EKS User Guide, Kubernetes release calendar",
        tests=(_TERRAFORM + "test_validate_accepts_what_only_aws_refuses",),
    ),
    Item(
        id="D3#4",
        document=DOCUMENT,
        title="Names of outputs",
        claim="CDKTF puts the construct's path before the names of outputs.",
        verdict=Verdict.AMENDED,
        evidence=(
            "Only inside a construct, where path and hash are added. On the stack an output keeps its id, and "
            "`override_logical_id` or `static_id=True` sets it anywhere. Two equal overrides: one output is lost "
            "without a word, and so is a resource."
        ),
        rule="Outputs on the stack, or one `override_logical_id` for each.",
        library="`TapStack` makes outputs on the stack; logical ids that collide are refused at synthesis.",
        enforced_by=(
            "construct TapStack",
            "the guard of the construct tree",
        ),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_an_output_keeps_its_name_on_the_stack",
            _PROOFS + "test_equal_logical_ids_lose_one",
            _PROOFS + "test_the_library_refuses_equal_logical_ids",
        ),
    ),
    Item(
        id="D3#5",
        document=DOCUMENT,
        title="Wording of the task",
        claim="The task confused names of services.",
        verdict=Verdict.NOT_API,
        evidence="About the wording of a task; nothing to measure.",
        rule="None.",
        library="Nothing.",
        enforced_by=(),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D3#6",
        document=DOCUMENT,
        title="Shape of ECR image scanning",
        claim="A single configuration becomes an object or a list, depending on context: accept both in tests.",
        verdict=Verdict.REFUTED,
        evidence=(
            "Each argument has one shape. `image_scanning_configuration` is always an object, and a list is a "
            "`TypeError`; `encryption_configuration` is always a list. A dict in the latter becomes `[{}]`: plan shows "
            "AES256 instead of KMS, and apply is green."
        ),
        rule="Assert the one shape; `EcrRepositoryEncryptionConfiguration` for encryption.",
        library="A dict that would lose keys is refused.",
        enforced_by=("the guard of nested blocks",),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_scanning_is_an_object_and_encryption_a_list",
            _D0 + "test_the_library_refuses_a_dict_that_loses_keys",
            _TERRAFORM + "test_lost_keys_leave_the_plan_with_defaults",
        ),
    ),
    Item(
        id="D3#7",
        document=DOCUMENT,
        title="Order of imports",
        claim="Imports stand before other code.",
        verdict=Verdict.NOT_API,
        evidence="A linter's rule.",
        rule="Imports first; ruff E402.",
        library="Its own code keeps to it.",
        enforced_by=("ruff, rule groups E and I",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D3#8",
        document=DOCUMENT,
        title="Blank lines at the end of a file",
        claim="Strip them.",
        verdict=Verdict.NOT_API,
        evidence="A linter's rule.",
        rule="One newline ends a file; ruff W391.",
        library="Its own code keeps to it.",
        enforced_by=("ruff, rule group W",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D3#3b",
        document=DOCUMENT,
        title="Add-ons: order and versions",
        claim="`add_dependency()` is wrong, `node.add_dependency()` right; leave add-on versions out.",
        verdict=Verdict.AMENDED,
        evidence=(
            "The first is an `AttributeError`, true. The second has no effect: CDKTF writes no `depends_on`. "
            "`depends_on=[resource]` does; with a construct in it the list is empty without a word, and set to `.fqn` "
            "validate says `Invalid expression`. `resolve_conflicts` is a `TypeError` from 21.9.1 on."
        ),
        rule="`depends_on=[resource]`; no `addon_version`; CoreDNS on Fargate with `computeType` set.",
        library="`tap_constructs.order(stack)` makes `node.add_dependency()` work; `TapStack` has it.",
        enforced_by=("ordering of constructs",),
        seen_by=SeenBy.NOTHING,
        source="Amazon EKS User Guide, for versions of add-ons and CoreDNS on Fargate",
        tests=(
            _PROOFS + "test_a_dependency_of_nodes_has_no_effect",
            _PROOFS + "test_depends_on_takes_resources_alone",
            _PROOFS + "test_the_library_gives_node_dependencies_effect",
            _TERRAFORM + "test_terraform_sees_the_order_of_node_dependencies",
            _PROOFS + "test_resolve_conflicts_ended_with_bindings_20",
            _TERRAFORM + "test_an_expression_in_depends_on_is_invalid",
        ),
    ),
)
