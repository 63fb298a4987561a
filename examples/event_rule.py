"""A rule on the account's default bus that invokes a function when an instance stops."""

from tap_constructs import EventBus, EventRule, FunctionTarget, Queue, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the rule and a queue for what cannot be delivered into a stack."""
    stack = TerraformStack(app, "event-rule")
    AwsProvider(stack, "aws", region="eu-central-1")
    bus = EventBus.from_existing(stack, dead_letters=Queue(stack, "Undelivered", purpose="undelivered"))
    stopped = {"source": ["aws.ec2"], "detail": {"state": ["stopped"]}}
    function = FunctionTarget("arn:aws:lambda:eu-central-1:123456789012:function:on-stop")
    EventRule(stack, "Stopped", bus=bus, name="instance-stopped", pattern=stopped, target=function)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
