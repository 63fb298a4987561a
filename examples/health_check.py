"""A health check of a public endpoint, one of a private service by its alarm, and one of both."""

from tap_constructs import AlarmHealthCheck, CalculatedHealthCheck, HealthCheck, HttpsHealthCheck, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the health checks into a stack."""
    stack = TerraformStack(app, "health-check")
    AwsProvider(stack, "aws", region="us-east-1")
    web = HttpsHealthCheck(fqdn="www.corp.net", path="/health", search_string="ok")
    queue = AlarmHealthCheck(alarm_name="queue-too-long", alarm_region="eu-central-1")
    checks = [
        HealthCheck(stack, "Web", purpose="web", config=web),
        HealthCheck(stack, "Queue", purpose="queue", config=queue),
    ]
    both = CalculatedHealthCheck(children=tuple(check.id for check in checks), healthy_threshold=2)
    told = ["arn:aws:sns:us-east-1:111122223333:alarms"]
    HealthCheck(stack, "Both", purpose="web-and-queue", config=both, alarm_topic_arns=told)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
