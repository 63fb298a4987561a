"""What is deployed does what it is for: on the emulator of `make deploy-local`, or with TAP_INTEGRATION=aws on AWS."""

from __future__ import annotations

from uuid import uuid4


def test_documents_are_kept_encrypted_and_in_versions(deployed):
    bucket, key = deployed.outputs["documents_bucket"], f"tests/{uuid4()}"
    s3 = deployed.client("s3")
    for body in (b"first", b"second"):
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    found = s3.get_object(Bucket=bucket, Key=key)
    assert found["Body"].read() == b"second"
    assert found["ServerSideEncryption"] == "aws:kms"
    versions = s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"]
    assert len(versions) == 2
    for version in versions:
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])


def test_a_job_that_is_sent_is_received(deployed):
    queue, body = deployed.outputs["jobs_queue_url"], f"test {uuid4()}"
    sqs = deployed.client("sqs")
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=20)["Messages"]
    (message,) = (message for message in received if message["Body"] == body)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
