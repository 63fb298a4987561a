"""Document 1: the review of a payment platform over two regions, about what stops its deployment."""

from __future__ import annotations

from typing import Final

from .item import Document, Item, SeenBy, Verdict

DOCUMENT: Final = Document(
    "D1",
    "Deployment review of a disaster-recovery platform",
    "Ten corrections of what stopped a deployment over two regions: constructor, backend, refusals of AWS.",
)

_PROOFS: Final = "tests/proofs/test_d1.py::"
_D0: Final = "tests/proofs/test_d0.py::"
_TERRAFORM: Final = "tests/proofs/test_terraform.py::"

ITEMS: Final = (
    Item(
        id="D1#1",
        document=DOCUMENT,
        title="Arguments of the stack",
        claim="The app passes keyword arguments that the stack's constructor does not have.",
        verdict=Verdict.HOLDS,
        evidence="`TypeError: TapStack.__init__() got an unexpected keyword argument 'environment_suffix'`.",
        rule="Name every argument in the constructor, with its type.",
        library="`TapStack` takes those arguments, typed, or all settings at once, and names a wrong one.",
        enforced_by=("construct TapStack",),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_a_stack_takes_only_the_arguments_that_it_names",
            _PROOFS + "test_tap_stack_takes_the_arguments_of_the_document",
        ),
    ),
    Item(
        id="D1#2",
        document=DOCUMENT,
        title="S3 backend and its lock",
        claim="Without an S3 backend there is no shared state; add one with `dynamodb_table`.",
        verdict=Verdict.AMENDED,
        evidence=(
            "It works, but Terraform 1.11 has deprecated the argument in favour of `use_lockfile`, and says so only "
            "when `init` fails for another reason. A second backend is refused when it is made. A token in an argument "
            "is never resolved: `init` and `apply` pass, and the state lies under the key `${var.env}-state.tfstate`."
        ),
        rule="`use_lockfile`; the table only for Terraform before 1.10 and while moving. Literals alone.",
        library=(
            "The backend of `TapStack` locks with a lock file, and with a table where the settings name one; a token "
            "in an argument is refused."
        ),
        enforced_by=("construct TapStack",),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_a_lock_table_synthesizes_and_a_second_backend_does_not",
            _PROOFS + "test_a_token_in_a_backend_stays_as_it_is",
            _PROOFS + "test_the_library_refuses_a_token_in_a_backend",
            _TERRAFORM + "test_a_lock_table_is_deprecated",
            _TERRAFORM + "test_state_goes_to_a_key_named_like_the_token",
        ),
    ),
    Item(
        id="D1#3",
        document=DOCUMENT,
        title="A parameter called id",
        claim="Rename the parameter `id`, which hides a built-in function.",
        verdict=Verdict.NOT_API,
        evidence="Style: jsii passes scope and id by position, whatever they are called.",
        rule="`stack_id` and `construct_id`; linters ask for it (ruff A002).",
        library="All of its constructors do.",
        enforced_by=("ruff, rule group A",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D1#4",
        document=DOCUMENT,
        title="An app without parameters",
        claim="The app has a fixed stack name and no environment, tags or suffix.",
        verdict=Verdict.NOT_API,
        evidence="A judgement of that program: it synthesizes.",
        rule="Read the environment in the app, name stacks after it.",
        library="`tap.py` reads settings from environment variables and a file, and names the stack after the suffix.",
        enforced_by=("tap.py",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D1#5",
        document=DOCUMENT,
        title="Backtrack on a global database",
        claim="A cluster of an Aurora global database cannot have a backtrack window.",
        verdict=Verdict.HOLDS,
        evidence=(
            "AWS refuses it: `InvalidParameterCombination: Backtrack is not supported for global databases`. Validate "
            "and plan pass; they only know the bounds of the window (0 to 259200 seconds). Beyond the claim: a managed "
            "master password is not supported there either, which plan does not see, and beside `master_password` it "
            "is a conflict at validate."
        ),
        rule="On members of a global cluster neither `backtrack_window` nor `manage_master_user_password`; on "
        "secondary members no master credentials at all.",
        library="Every stack's JSON is checked for such members.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="Amazon Aurora User Guide, limitations of global databases",
        tests=(
            _TERRAFORM + "test_plan_sees_nothing_wrong",
            _TERRAFORM + "test_validate_refuses",
        ),
    ),
    Item(
        id="D1#6",
        document=DOCUMENT,
        title="Routes are structs",
        claim="Routes as dicts fail at apply; `RouteTableRoute` is needed.",
        verdict=Verdict.HOLDS,
        evidence=(
            "The error at apply was reproduced to the word with provider 5.100; see `D0#2`. The second message it "
            "quotes, of a missing resource identity, did not appear."
        ),
        rule="`route=[RouteTableRoute(...)]`, or `Route` resources.",
        library="A dict that would lose keys is refused; `Network` makes `Route` resources.",
        enforced_by=(
            "the guard of nested blocks",
            "construct Network",
        ),
        seen_by=SeenBy.APPLY,
        tests=(
            _D0 + "test_routes_as_dicts_lose_their_destination",
            _D0 + "test_a_route_is_a_struct_or_a_resource_of_its_own",
            _D0 + "test_the_library_refuses_a_dict_that_loses_keys",
            _TERRAFORM + "test_a_route_without_destination_fails_at_apply",
        ),
    ),
    Item(
        id="D1#7",
        document=DOCUMENT,
        title="Engine version of DMS",
        claim="DMS has no engine version 3.5.2, nor versions of that kind.",
        verdict=Verdict.AMENDED,
        evidence=(
            "It fails, for another reason: 3.5.2 was released in October 2023 and takes no new instances since March "
            "2025. DMS does have such versions. Validate and plan take any text."
        ),
        rule="Leave `engine_version` out, or have the caller give one that can be created.",
        library="Every stack's JSON is checked for versions past their end.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="AWS DMS User Guide, release notes, as read in November 2026",
        tests=(_TERRAFORM + "test_plan_sees_nothing_wrong",),
    ),
    Item(
        id="D1#8",
        document=DOCUMENT,
        title="Reserved domains",
        claim="AWS refuses hosted zones below example.com.",
        verdict=Verdict.HOLDS,
        evidence=(
            "`InvalidDomainName: ... is reserved by AWS!`; plan passes. The zone's VPCs are a list of blocks: dicts "
            "lose `vpc_id`, which is required, and so fail aloud."
        ),
        rule="No default for a domain, nothing below example.com, .net or .org; private zones for `.internal`.",
        library="Every stack's JSON is checked for reserved names.",
        enforced_by=(),
        seen_by=SeenBy.AWS,
        source="logs of refused applies, in public bug reports",
        tests=(
            _PROOFS + "test_vpcs_of_a_zone_are_structs",
            _TERRAFORM + "test_plan_sees_nothing_wrong",
        ),
    ),
    Item(
        id="D1#9",
        document=DOCUMENT,
        title="Duplicate security-group rules",
        claim="Two rules that differ only in their description are refused.",
        verdict=Verdict.HOLDS,
        evidence=(
            "Validate and plan pass, even where the plan shows both peers as 10.0.0.0/16. At apply moto answers "
            "`InvalidPermission.Duplicate`, AWS `The same permission must not appear multiple times`."
        ),
        rule="One rule for each protocol, ports and peer: the description is no part of its identity.",
        library="`SecurityGroup` refuses duplicates; in JSON they are found through references such as a VPC's CIDR.",
        enforced_by=("construct SecurityGroup",),
        seen_by=SeenBy.APPLY,
        source="Amazon EC2 API, for the wording of AWS",
        tests=(
            _PROOFS + "test_the_library_refuses_duplicate_rules",
            _TERRAFORM + "test_plan_sees_nothing_wrong",
            _TERRAFORM + "test_duplicate_permissions_fail_at_apply",
        ),
    ),
    Item(
        id="D1#10",
        document=DOCUMENT,
        title="Assertions of integration tests",
        claim="Relax assertions: encryption may be unset, and a cluster may stand alone.",
        verdict=Verdict.NOT_API,
        evidence=(
            "A judgement. The second relaxation hides a real fault: a cluster that never joined recovers nothing."
        ),
        rule="Ask the global cluster for its members, and assert on those.",
        library="Integration tests assert on what Terraform made.",
        enforced_by=("review",),
        seen_by=SeenBy.REVIEW,
    ),
)
