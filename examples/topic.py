"""A topic that EventBridge and CloudWatch alarms publish to, and somebody who hears of it."""

from tap_constructs import EncryptionKey, Topic, TopicConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the topic and its key into a stack."""
    stack = TerraformStack(app, "topic")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="operations", users=["alarms", "events_to_topics"])
    config = TopicConfig(emails={"operations": "operations@company.net"})
    Topic(stack, "Operations", purpose="operations", key=key, publishers=["alarms", "events"], config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
