"""A queue whose messages move to a dead-letter queue after five failures, fed by a topic that exists."""

from tap_constructs import EncryptionKey, Queue, QueueConfig, Sender, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the queue and its key into a stack."""
    stack = TerraformStack(app, "queue")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="orders", users=["sns"])
    topic = Sender("sns", ["arn:aws:sns:eu-central-1:123456789012:orders"])
    Queue(stack, "Orders", purpose="orders", key=key, senders=[topic], config=QueueConfig(max_receive_count=5))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
