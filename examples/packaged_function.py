"""A function made from the folder `src` beside this file, run every hour, with a queue for what it fails at."""

from pathlib import Path

from tap_constructs import EncryptionKey, FunctionConfig, PackagedFunction, Reference, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the function and its schedule into a stack."""
    stack = TerraformStack(app, "packaged-function")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
    queue = Reference("arn:aws:sqs:eu-central-1:123456789012:failed")
    source, config = Path(__file__).parent / "src", FunctionConfig(timeout_seconds=60)
    made = PackagedFunction(stack, "Hourly", purpose="hourly", source=source, key=key, on_failure=queue, config=config)
    rule = CloudwatchEventRule(stack, "Rule", name="hourly", schedule_expression="rate(1 hour)")
    CloudwatchEventTarget(stack, "Target", rule=rule.name, arn=made.arn)
    made.allow_invoke("hourly", principal="events.amazonaws.com", source_arn=rule.arn)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
