from __future__ import annotations

from .registry import Aws, check, tags

ACCOUNT = "123456789012"


@check("cloudwatch.composite_alarm")
def composite_alarm(aws: Aws) -> None:
    client, name = aws.client("cloudwatch"), aws.name("alarm")
    client.put_composite_alarm(AlarmName=name, AlarmRule='ALARM("a") OR ALARM("b")')
    (found,) = client.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert found["AlarmRule"] == 'ALARM("a") OR ALARM("b")'


def _budget(aws: Aws, **settings: object) -> str:
    name = aws.name("budget")
    budget = {
        "BudgetName": name,
        "BudgetLimit": {"Amount": "100", "Unit": "USD"},
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
    }
    aws.client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget, **settings)
    return name


@check("budgets.subscribers")
def subscribers(aws: Aws) -> None:
    client = aws.client("budgets")
    at_80 = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    at_100 = {**at_80, "Threshold": 100.0}
    told = [{"SubscriptionType": "EMAIL", "Address": "someone@example.com"}]
    name = _budget(aws, NotificationsWithSubscribers=[{"Notification": at_80, "Subscribers": told}])
    client.create_notification(AccountId=ACCOUNT, BudgetName=name, Notification=at_100, Subscribers=told)
    for notification in (at_80, at_100):
        found = client.describe_subscribers_for_notification(
            AccountId=ACCOUNT, BudgetName=name, Notification=notification
        )
        assert found["Subscribers"] == told


@check("budgets.tags")
def budget_tags(aws: Aws) -> None:
    client = aws.client("budgets")
    arn = f"arn:aws:budgets::{ACCOUNT}:budget/{_budget(aws, ResourceTags=tags(Name='x', Other='y'))}"
    client.tag_resource(ResourceARN=arn, ResourceTags=tags(More="z"))
    client.untag_resource(ResourceARN=arn, ResourceTagKeys=["Other"])
    assert client.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == tags(Name="x", More="z")
