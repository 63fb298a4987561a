from __future__ import annotations

from typing import Any

from .registry import Aws, check, refused

ROLE = "arn:aws:iam::123456789012:role/eks"


def _ecs_service(aws: Aws, **settings: Any) -> dict[str, Any]:
    ecs, cluster, family = aws.client("ecs"), aws.name("cluster"), aws.name("task")
    ecs.create_cluster(clusterName=cluster)
    container = {"name": "app", "image": "nginx", "memory": 128}
    ecs.register_task_definition(family=family, containerDefinitions=[container])
    ecs.create_service(cluster=cluster, serviceName="app", taskDefinition=family, desiredCount=2, **settings)
    (found,) = ecs.describe_services(cluster=cluster, services=["app"])["services"]
    return dict(found)


@check("ecs.service_settings")
def service_settings(aws: Aws) -> None:
    settings = {"enableExecuteCommand": True, "healthCheckGracePeriodSeconds": 30}
    assert settings.items() <= _ecs_service(aws, **settings).items()


@check("ecs.steady_state")
def steady_state(aws: Aws) -> None:
    service = _ecs_service(aws)
    assert (service["runningCount"], service["pendingCount"]) == (2, 0)
    (deployment,) = service["deployments"]
    assert (deployment["runningCount"], deployment["rolloutState"]) == (2, "COMPLETED")


def _cluster(aws: Aws, **settings: Any) -> str:
    name = aws.name("cluster")
    network = {"subnetIds": [aws.subnet(aws.vpc())]}
    aws.client("eks").create_cluster(name=name, roleArn=ROLE, **{"resourcesVpcConfig": network, **settings})
    return name


@check("eks.cluster")
def cluster(aws: Aws) -> None:
    eks = aws.client("eks")
    found = eks.describe_cluster(name=_cluster(aws, accessConfig={"authenticationMode": "API"}))["cluster"]
    assert found["accessConfig"]["authenticationMode"] == "API"
    assert found["upgradePolicy"] == {"supportType": "EXTENDED"}
    assert found["kubernetesNetworkConfig"]["ipFamily"] == "ipv4"
    eks.create_access_entry(clusterName=found["name"], principalArn=ROLE)
    eks.delete_cluster(name=found["name"])
    refused("ResourceNotFoundException", eks.describe_access_entry, clusterName=found["name"], principalArn=ROLE)


@check("eks.cluster_network")
def cluster_network(aws: Aws) -> None:
    eks, ec2, name = aws.client("eks"), aws.client("ec2"), _cluster(aws)
    network = eks.describe_cluster(name=name)["cluster"]["resourcesVpcConfig"]
    groups = [{"Name": "vpc-id", "Values": [network["vpcId"]]}, {"Name": "group-name", "Values": ["eks-*"]}]
    (group,) = ec2.describe_security_groups(Filters=groups)["SecurityGroups"]
    assert group["GroupId"] == network["clusterSecurityGroupId"]
    eks.delete_cluster(name=name)
    assert ec2.describe_security_groups(Filters=groups)["SecurityGroups"] == []
    without_subnets = _cluster(aws, resourcesVpcConfig={})
    eks.delete_cluster(name=without_subnets)


@check("eks.cluster_update")
def cluster_update(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws, version="1.30")
    _done(aws, name, eks.update_cluster_config(name=name, resourcesVpcConfig={"endpointPrivateAccess": True}))
    _done(aws, name, eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API"}))
    logs = {"clusterLogging": [{"types": ["api"], "enabled": True}]}
    _done(aws, name, eks.update_cluster_config(name=name, logging=logs))
    _done(aws, name, eks.update_cluster_version(name=name, version="1.31"))
    encryption = [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:us-east-1:123456789012:key/x"}}]
    _done(aws, name, eks.associate_encryption_config(clusterName=name, encryptionConfig=encryption))
    found = eks.describe_cluster(name=name)["cluster"]
    assert found["resourcesVpcConfig"]["endpointPrivateAccess"]
    assert found["resourcesVpcConfig"]["subnetIds"]
    assert found["accessConfig"]["authenticationMode"] == "API"
    assert found["logging"] == logs
    assert (found["version"], found["encryptionConfig"]) == ("1.31", encryption)
    assert eks.describe_update(name=name, updateId="of-moto")["update"]["status"] == "Successful"


def _done(aws: Aws, name: str, answer: dict[str, Any]) -> None:
    update = aws.client("eks").describe_update(name=name, updateId=answer["update"]["id"])["update"]
    assert update["status"] == "Successful"


def _node_group(aws: Aws, cluster_name: str, **settings: Any) -> dict[str, Any]:
    named = {"clusterName": cluster_name, "nodegroupName": aws.name("nodes")}
    aws.client("eks").create_nodegroup(**named, nodeRole=ROLE, subnets=["subnet-1"], **settings)
    found: dict[str, Any] = aws.client("eks").describe_nodegroup(**named)["nodegroup"]
    return found


@check("eks.node_group")
def node_group(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws, version="1.30")
    plain = _node_group(aws, name)
    assert (plain["version"], plain["updateConfig"]) == ("1.30", {"maxUnavailable": 1})
    assert "remoteAccess" not in plain
    named = {"clusterName": name, "nodegroupName": plain["nodegroupName"]}
    _done(aws, name, eks.update_nodegroup_version(**named, version="1.31", releaseVersion="1.31.2"))
    found = eks.describe_nodegroup(**named)["nodegroup"]
    assert (found["version"], found["releaseVersion"]) == ("1.31", "1.31.2")

    template = aws.client("ec2").create_launch_template(
        LaunchTemplateName=aws.name(), LaunchTemplateData={"InstanceType": "t3.micro"}
    )["LaunchTemplate"]["LaunchTemplateName"]
    by_template = _node_group(aws, name, launchTemplate={"name": template})
    assert "diskSize" not in by_template
    named = {"clusterName": name, "nodegroupName": by_template["nodegroupName"]}
    eks.update_nodegroup_version(**named, launchTemplate={"name": template, "version": "2"})
    assert eks.describe_nodegroup(**named)["nodegroup"]["launchTemplate"]["version"] == "2"


@check("eks.tagging")
def tagging(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws)
    profile = {"fargateProfileName": "p", "clusterName": name, "podExecutionRoleArn": ROLE}
    made = eks.create_fargate_profile(**profile, selectors=[{"namespace": "default"}])["fargateProfile"]
    arns = [
        eks.describe_cluster(name=name)["cluster"]["arn"],
        _node_group(aws, name)["nodegroupArn"],
        made["fargateProfileArn"],
        eks.create_access_entry(clusterName=name, principalArn=ROLE)["accessEntry"]["accessEntryArn"],
    ]
    for arn in arns:
        eks.tag_resource(resourceArn=arn, tags={"Name": "x", "Other": "y", "More": "z"})
        eks.untag_resource(resourceArn=arn, tagKeys=["Other", "More"])
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"Name": "x"}
    refused("ResourceNotFoundException", eks.list_tags_for_resource, resourceArn=arns[0] + "-unknown")


@check("eks_access.entry")
def access_entry(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws)
    user = "arn:aws:iam::123456789012:user/someone"
    made = eks.create_access_entry(clusterName=name, principalArn=ROLE, tags={"Name": "x"})["accessEntry"]
    assert made["username"] == "arn:aws:sts::123456789012:assumed-role/eks/{{SessionName}}"
    assert made["tags"] == {"Name": "x"}
    refused("ResourceInUseException", eks.create_access_entry, clusterName=name, principalArn=ROLE)
    assert eks.create_access_entry(clusterName=name, principalArn=user)["accessEntry"]["username"] == user
    nodes = {"clusterName": name, "principalArn": ROLE + "-nodes"}
    assert eks.create_access_entry(**nodes, type="EC2_LINUX")["accessEntry"]["kubernetesGroups"] == ["system:nodes"]
    assert eks.list_access_entries(clusterName=name)["accessEntries"] == [ROLE, user, ROLE + "-nodes"]
    eks.update_access_entry(**nodes, kubernetesGroups=["admins"])
    assert eks.describe_access_entry(**nodes)["accessEntry"]["kubernetesGroups"] == ["admins"]
    eks.delete_access_entry(**nodes)
    refused("ResourceNotFoundException", eks.describe_access_entry, **nodes)


@check("eks_access.policy")
def access_policy(aws: Aws) -> None:
    eks, entry = aws.client("eks"), {"clusterName": _cluster(aws), "principalArn": ROLE}
    eks.create_access_entry(**entry)
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
    eks.associate_access_policy(**entry, policyArn=policy, accessScope={"type": "cluster"})
    (found,) = eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]
    assert (found["policyArn"], found["accessScope"]) == (policy, {"type": "cluster", "namespaces": []})
    eks.disassociate_access_policy(**entry, policyArn=policy)
    assert eks.list_associated_access_policies(**entry)["associatedAccessPolicies"] == []
    refused("ResourceNotFoundException", eks.disassociate_access_policy, **entry, policyArn=policy)


@check("eks_access.pod_identity")
def pod_identity(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws)
    account = {"clusterName": name, "namespace": "app", "serviceAccount": "api"}
    made = eks.create_pod_identity_association(**account, roleArn=ROLE)["association"]
    named = {"clusterName": name, "associationId": made["associationId"]}
    eks.update_pod_identity_association(**named, roleArn=ROLE + "-2")
    assert eks.describe_pod_identity_association(**named)["association"]["roleArn"] == ROLE + "-2"
    assert len(eks.list_pod_identity_associations(**account)["associations"]) == 1
    assert eks.list_pod_identity_associations(clusterName=name, namespace="other")["associations"] == []
    eks.delete_pod_identity_association(**named)
    refused("ResourceNotFoundException", eks.describe_pod_identity_association, **named)


@check("eks_addons.addon")
def addon(aws: Aws) -> None:
    eks, name = aws.client("eks"), _cluster(aws)
    named = {"clusterName": name, "addonName": "vpc-cni"}
    identity = {"serviceAccount": "aws-node", "roleArn": ROLE}
    made = eks.create_addon(**named, podIdentityAssociations=[identity], tags={"Name": "x"})["addon"]
    assert (made["status"], made["addonVersion"]) == ("ACTIVE", "v1.19.0-eksbuild.1")
    assert eks.list_addons(clusterName=name)["addons"] == ["vpc-cni"]
    (association,) = eks.list_pod_identity_associations(clusterName=name)["associations"]
    assert made["podIdentityAssociations"] == [association["associationArn"]]

    _done(aws, name, eks.update_addon(**named, addonVersion="v1.19.0-eksbuild.2"))
    assert len(eks.list_pod_identity_associations(clusterName=name)["associations"]) == 1
    eks.update_addon(**named, podIdentityAssociations=[])
    found = eks.describe_addon(**named)["addon"]
    assert (found["addonVersion"], found["podIdentityAssociations"]) == ("v1.19.0-eksbuild.2", [])
    eks.delete_addon(**named)
    refused("ResourceNotFoundException", eks.describe_addon, **named)


@check("eks_addons.versions")
def addon_versions(aws: Aws) -> None:
    eks = aws.client("eks")
    (found,) = eks.describe_addon_versions(addonName="coredns", kubernetesVersion="1.32")["addons"]
    by_default = {version["addonVersion"]: version["compatibilities"][0] for version in found["addonVersions"]}
    assert by_default["v1.11.3-eksbuild.1"]["defaultVersion"]
    assert not by_default["v1.11.3-eksbuild.2"]["defaultVersion"]
    assert by_default["v1.11.3-eksbuild.1"]["clusterVersion"] == "1.32"
    assert len(eks.describe_addon_versions()["addons"]) > 1


@check("ecr.scan_switched_off")
def scan_switched_off(aws: Aws) -> None:
    ecr, name = aws.client("ecr"), aws.name("repository")
    ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": True})
    ecr.put_image_scanning_configuration(repositoryName=name, imageScanningConfiguration={})
    (found,) = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    assert found["imageScanningConfiguration"] == {"scanOnPush": False}
