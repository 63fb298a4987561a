"""The topics of a region's alarms: one that wakes somebody, one that is read in the morning."""

from tap_constructs import AlarmTopics, AlarmTopicsConfig, EncryptionKey, TopicConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the topics and their key into a stack."""
    stack = TerraformStack(app, "alarm-topics")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="alarms", users=["alarms"])
    on_call = TopicConfig(urls={"on-call": "https://events.company.net/integration/aws"})
    team = TopicConfig(emails={"team": "team@company.net"})
    AlarmTopics(stack, "Alarms", key=key, config=AlarmTopicsConfig(critical=on_call, warning=team))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
