"""Policy documents, as IAM reads them."""

from __future__ import annotations

import json

from lib.iam import Statement, from_source, policy, service_trust


def test_a_statement_leaves_out_what_it_does_not_have() -> None:
    assert Statement(sid="Read", actions=["s3:GetObject"]).to_json() == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": "s3:GetObject",
    }


def test_one_value_is_written_alone_and_several_as_a_list() -> None:
    made = Statement(
        sid="ReadAndWrite",
        actions=("s3:GetObject", "s3:PutObject"),
        resources=("arn:aws:s3:::one",),
        principals={"AWS": ["arn:a"], "Service": ("a.amazonaws.com", "b.amazonaws.com")},
    ).to_json()
    assert made["Action"] == ["s3:GetObject", "s3:PutObject"]
    assert made["Resource"] == "arn:aws:s3:::one"
    assert made["Principal"] == {"AWS": "arn:a", "Service": ["a.amazonaws.com", "b.amazonaws.com"]}


def test_text_is_one_value_and_not_its_letters() -> None:
    made = Statement(sid="Any", actions="s3:*", resources="*", principals={"AWS": "arn:a"}).to_json()
    assert (made["Action"], made["Resource"], made["Principal"]) == ("s3:*", "*", {"AWS": "arn:a"})


def test_everyone_is_the_star_alone_and_everyone_of_aws_is_not() -> None:
    assert Statement(sid="Any", actions=["s3:*"], principals={"*": "*"}).to_json()["Principal"] == "*"
    assert Statement(sid="Any", actions=["s3:*"], principals={"AWS": "*"}).to_json()["Principal"] == {"AWS": "*"}


def test_a_denial_with_conditions() -> None:
    made = Statement(
        sid="TlsOnly",
        effect="Deny",
        actions=["s3:*"],
        resources=["a", "b"],
        principals={"*": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:k": ["x", "y"]}},
    ).to_json()
    assert made == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["a", "b"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:k": ["x", "y"]}},
    }


def test_a_policy_is_json_of_the_current_version_with_its_statements_in_order() -> None:
    made = json.loads(policy([Statement(sid="B", actions=["b:x"]), Statement(sid="A", actions=["a:x"])]))
    assert made["Version"] == "2012-10-17"
    assert [statement["Sid"] for statement in made["Statement"]] == ["B", "A"]


def test_the_same_statements_give_the_same_text() -> None:
    statements = [Statement(sid="A", actions=["a:x", "a:y"], conditions={"Bool": {"k": "true"}})]
    assert policy(statements) == policy(statements)


def test_a_trust_policy_names_the_service_and_has_no_resource() -> None:
    (statement,) = json.loads(service_trust("vpc-flow-logs.amazonaws.com"))["Statement"]
    assert statement == {
        "Sid": "AssumedByService",
        "Effect": "Allow",
        "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


def test_a_trust_policy_holds_its_conditions() -> None:
    conditions = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    (statement,) = json.loads(service_trust("dms.amazonaws.com", conditions))["Statement"]
    assert statement["Condition"] == conditions


def test_a_service_is_admitted_for_one_account_and_what_it_acts_for() -> None:
    assert from_source("123456789012") == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert from_source("123456789012", "arn:aws:sns:*") == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:sns:*"},
    }
