"""Document 4: the review of one infrastructure for several environments, about names and types of the bindings."""

from __future__ import annotations

from typing import Final

from .item import Document, Item, SeenBy, Verdict

DOCUMENT: Final = Document(
    "D4",
    "Review of an infrastructure for several environments",
    "Seven corrections of class names, tokens, types, tests and secrets.",
)

_PROOFS: Final = "tests/proofs/test_d4.py::"
_TERRAFORM: Final = "tests/proofs/test_terraform.py::"

ITEMS: Final = (
    Item(
        id="D4#1",
        document=DOCUMENT,
        title="Class names with an A, and elastic IPs",
        claim="From 21.9.1 on some S3 classes end in A, and an elastic IP takes `domain`.",
        verdict=Verdict.AMENDED,
        evidence=(
            "The names are right, the history is not: the same ten resources end in A in 20.1.0, 21.9.1 and 21.22.1, "
            "each because a struct has the shorter name. A struct taken from the other module is refused by jsii "
            "(`Wired struct has type`). `Eip(vpc=True)` synthesizes in 20.1.0 and is a `TypeError` from 21.9.1 on."
        ),
        rule='The A on those ten, and on the structs of S3 encryption and object lock; `Eip(domain="vpc")`.',
        library="Its constructs use what all three bindings have; JSON is checked for arguments that 6.x removed.",
        enforced_by=(
            "construct Bucket",
            "construct Network",
            "the bindings themselves",
        ),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_ten_resources_end_in_a",
            _PROOFS + "test_structs_of_s3_with_and_without_an_a",
            _PROOFS + "test_an_elastic_ip_takes_domain",
        ),
    ),
    Item(
        id="D4#2",
        document=DOCUMENT,
        title="Lists that are tokens",
        claim="A list from a data source cannot be indexed or put into a text; use `Fn.element`.",
        verdict=Verdict.HOLDS,
        evidence=(
            "A text made from it, its first entry and a loop over it all end in `Found an encoded list token string in "
            "a scalar string context`; its second entry is an `IndexError`, and its length is 1. `Fn.element` works; "
            "`Fn.slice` as an argument needs `Token.as_list` around it."
        ),
        rule="`Fn.element(names, 1)`, `Token.as_list(Fn.slice(...))`, or a literal list.",
        library="`Network` takes zones as literals from a table, so that their number is known.",
        enforced_by=(
            "construct Network",
            "synthesis itself",
        ),
        seen_by=SeenBy.SYNTHESIS,
        tests=(_PROOFS + "test_a_list_token_is_read_with_functions",),
    ),
    Item(
        id="D4#3",
        document=DOCUMENT,
        title="Type of deregistration_delay",
        claim="It is a text.",
        verdict=Verdict.HOLDS,
        evidence=(
            "`TypeError: type of argument deregistration_delay must be one of (str, NoneType); got int instead`. "
            '`"30s"` is a text too, and only validate refuses it.'
        ),
        rule="`str(30)`.",
        library="The bindings refuse a number; every stack's JSON is checked for texts that are none.",
        enforced_by=(
            "the bindings themselves",
            "terraform validate",
        ),
        seen_by=SeenBy.PYTHON,
        tests=(
            _PROOFS + "test_the_delay_is_a_text",
            _TERRAFORM + "test_validate_refuses",
        ),
    ),
    Item(
        id="D4#4",
        document=DOCUMENT,
        title="Coverage",
        claim="98.4 % are too little.",
        verdict=Verdict.NOT_API,
        evidence="A rule of that project.",
        rule="Branches too, and a limit that the tests fail below.",
        library="100 % of lines and branches.",
        enforced_by=("coverage, fail_under = 100",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D4#5",
        document=DOCUMENT,
        title="Integration tests",
        claim="There are none that read the outputs of a deployment.",
        verdict=Verdict.NOT_API,
        evidence="A judgement; it needs outputs with plain names, see `D3#4`.",
        rule="Outputs on the stack, written to a file by the deployment.",
        library="Its outputs have plain names, and a local deployment writes them to a file.",
        enforced_by=("construct TapStack",),
        seen_by=SeenBy.REVIEW,
    ),
    Item(
        id="D4#6",
        document=DOCUMENT,
        title="Default passwords",
        claim="No default for a password from the environment: raise instead.",
        verdict=Verdict.AMENDED,
        evidence=(
            "The default stands in clear in `cdk.tf.json`, and later in the state. Without default and without the "
            "variable the cluster has no password, and validate passes. The code that the document gives has a "
            "statement within a call, which is no Python. A sensitive variable leaves `${var...}` in the JSON."
        ),
        rule="`manage_master_user_password`, or a sensitive `TerraformVariable`; on members of a global cluster a "
        "write-only password.",
        library="Every stack's JSON is checked for literal passwords and secrets.",
        enforced_by=(),
        seen_by=SeenBy.NOTHING,
        tests=(
            _PROOFS + "test_a_default_password_stands_in_the_json",
            _TERRAFORM + "test_validate_accepts_the_right_forms",
        ),
    ),
    Item(
        id="D4#7",
        document=DOCUMENT,
        title="Documentation",
        claim="The README lacks troubleshooting, variables and cleanup.",
        verdict=Verdict.NOT_API,
        evidence="A judgement of that README.",
        rule="None.",
        library="Pages of reference are generated, and a test holds them current.",
        enforced_by=("python -m scripts.reference --check",),
        seen_by=SeenBy.REVIEW,
    ),
)
