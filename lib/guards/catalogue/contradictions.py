"""Where the documents contradict each other or Terraform, resolved."""

from __future__ import annotations

from typing import Final

from .item import Contradiction

CONTRADICTIONS: Final = (
    Contradiction(
        title="Dicts or classes for the rules of a security group?",
        items=("D0#1", "D3#1", "D1#9"),
        said="`D0#1` wants dicts and calls the classes wrong. `D3#1` and `D1#9` use the classes.",
        wrong="""\
SecurityGroup(self, "web", ingress=[
    {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]},
])""",
        outcome="""\
The JSON: "ingress": [{"protocol": "tcp", "from_port": null, "to_port": null, "cidr_blocks": null, ...}]
terraform validate: Missing required argument: The argument "ingress.0.from_port" is required""",
        right="""\
SecurityGroup(self, "web", ingress=[
    SecurityGroupIngress(protocol="tcp", from_port=443, to_port=443, cidr_blocks=["10.0.0.0/16"]),
])""",
        resolution=(
            "Classes. In a list of blocks jsii reads a dict by its own camelCase names and drops every key of more "
            "than one word. In a **single** block Python makes the class from the dict, and nothing is lost: so dicts "
            "are right for a health check (`D0#5`), an alias (`D0#7`) or an instance profile (`D0#3`), and wrong for "
            "rules, routes, actions and tags. Not the platform decides, but the shape of the argument. This library "
            "refuses every dict that would lose keys: see [Dicts that lose their keys](nested-blocks.md)."
        ),
    ),
    Contradiction(
        title="Dicts or classes for routes?",
        items=("D0#2", "D1#6"),
        said="`D0#2` wants dicts inside the route table. `D1#6` saw exactly these fail.",
        wrong="""\
RouteTable(self, "public", vpc_id=vpc.id, route=[
    {"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id},
])""",
        outcome="""\
terraform validate and plan: pass
terraform apply: creating route: one of `cidr_block, ipv6_cidr_block, destination_prefix_list_id` must be specified""",
        right="""\
RouteTable(self, "public", vpc_id=vpc.id, route=[
    RouteTableRoute(cidr_block="0.0.0.0/0", gateway_id=gateway.id),
])""",
        resolution=(
            "`D1#6` is right, to the word of the error. It is the worst kind: nothing notices before apply, and the "
            "table is left behind half made."
        ),
    ),
    Contradiction(
        title="Dicts or classes for the actions of a listener?",
        items=("D0#6", "D0#4"),
        said="`D0#6` and `D0#4` replace classes that never existed, `Action` and `Tag`, by lists of dicts.",
        wrong="""\
LbListener(self, "https", load_balancer_arn=balancer.arn, default_action=[
    {"type": "forward", "target_group_arn": group.arn},
])""",
        outcome="""\
The JSON: "default_action": [{"type": "forward"}]
terraform validate: passes
terraform plan: Invalid Attribute Combination: Either "default_action[0].target_group_arn" or
    "default_action[0].forward" must be specified when "default_action[0].type" is "forward".""",
        right="""\
LbListener(self, "https", load_balancer_arn=balancer.arn, default_action=[
    LbListenerDefaultAction(type="forward", target_group_arn=group.arn),
])""",
        resolution=(
            "The diagnosis holds, the remedy does not: the class exists under a longer name, made of the resource's "
            "and the argument's. So it is with `AutoscalingGroupTag`, whose dict fails at once, since a key that is "
            "required gets lost."
        ),
    ),
    Contradiction(
        title="Rules and routes inside their resource, or beside it?",
        items=("D0#2", "D2#3", "D3#1"),
        said=(
            "`D3#1` allows rules inside the group alone, and `D0#2` routes inside the table alone. `D2#3` uses "
            "resources of their own."
        ),
        wrong="""\
table = RouteTable(self, "private", vpc_id=vpc.id, route=[
    RouteTableRoute(cidr_block="0.0.0.0/0", nat_gateway_id=nat.id),
])
Route(self, "hub", route_table_id=table.id, destination_cidr_block="10.1.0.0/16", transit_gateway_id=hub.id)""",
        outcome="""\
terraform apply: passes
the next terraform plan: aws_route_table.private will be updated in-place, which removes the other route""",
        right="""\
table = RouteTable(self, "private", vpc_id=vpc.id)
Route(self, "nat", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id)
Route(self, "hub", route_table_id=table.id, destination_cidr_block="10.1.0.0/16", transit_gateway_id=hub.id)""",
        resolution=(
            "Both styles are valid, but never on one resource. Inside is right where the resource knows all of its "
            "rules: Terraform then removes what was added by hand. Beside is needed where another construct adds some, "
            "and where two groups name each other, which inside is a cycle."
        ),
    ),
    Contradiction(
        title="What locks the state in S3?",
        items=("D1#2", "D3#2"),
        said="`D1#2` adds a DynamoDB table. `D3#2` calls `use_lockfile` invalid, and says S3 locks by itself.",
        wrong="""\
S3Backend(self, bucket="states", key="app.tfstate", region="eu-central-1", dynamodb_table="locks")""",
        outcome="""\
terraform init: passes. Only when it fails for another reason does it add: Warning: Deprecated Parameter:
    The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile" instead.
And without table and lock file: nothing locks, and nothing says so.""",
        right="""\
backend = S3Backend(self, bucket="states", key="app.tfstate", region="eu-central-1", encrypt=True)
backend.add_override("use_lockfile", True)
self.add_override("terraform.required_version", ">= 1.10")""",
        resolution=(
            "A lock file, which Terraform knows since 1.10. The message in `D3#2` (`No argument or block type is "
            "named`) is what an invented name gets today; its Terraform was older. The override is needed because "
            "cdktf 0.21 has no keyword for it. Both locks may be on while moving from one to the other."
        ),
    ),
    Contradiction(
        title="What are the roles of DMS called?",
        items=("D2#6",),
        said="`D2#6` wants the suffix in every name, and knows itself that DMS asks for one certain name.",
        wrong="""\
IamRole(self, "dms-vpc", name=f"dms-vpc-role-{suffix}", assume_role_policy=policy)""",
        outcome="""\
terraform validate and plan: pass
AWS: The IAM Role arn:aws:iam::...:role/dms-vpc-role is not configured properly.""",
        right="""\
# Once for each account; environments look it up.
IamRole(self, "dms-vpc", name="dms-vpc-role", assume_role_policy=policy)""",
        resolution=(
            "AWS decides: the three names are fixed. The clash between environments is real as well, and solved by "
            "making the roles where there is one of them, in the account's own stack."
        ),
    ),
    Contradiction(
        title="How does one resource wait for another?",
        items=("D3#3b", "D2#15"),
        said="`D3#3b` replaces `add_dependency()` by `node.add_dependency()`.",
        wrong="""\
addon.node.add_dependency(profile)""",
        outcome="""\
The JSON: no depends_on at all. Terraform makes both at the same time, and CoreDNS times out as before.
With addon.depends_on = [profile.fqn]: terraform validate: Invalid expression""",
        right="""\
EksAddon(self, "coredns", addon_name="coredns", cluster_name=cluster.name, depends_on=[profile])

# or, with this library, for constructs too:
tap_constructs.order(stack)
addon.node.add_dependency(profile)""",
        resolution=(
            "CDKTF keeps node dependencies for the tree alone and writes nothing of it. `depends_on` takes resources: "
            "a construct in it is dropped without a word. `order()` turns node dependencies into `depends_on`."
        ),
    ),
    Contradiction(
        title="Which shape has the scan configuration of ECR?",
        items=("D3#6",),
        said="`D3#6` says object or list, depending on context, and has tests accept both.",
        wrong="""\
EcrRepository(self, "app", name="app",
    image_scanning_configuration=[{"scan_on_push": True}],
    encryption_configuration=[{"encryption_type": "KMS", "kms_key": key.arn}])""",
        outcome="""\
Python, for the first: TypeError: type of argument image_scanning_configuration must be one of ...; got list instead
terraform plan, for the second: encryption_type = "AES256"; apply passes, and the repository is not under the key""",
        right="""\
EcrRepository(self, "app", name="app",
    image_scanning_configuration={"scan_on_push": True},
    encryption_configuration=[EcrRepositoryEncryptionConfiguration(encryption_type="KMS", kms_key=key.arn)])""",
        resolution=(
            "One shape for each argument, always. A test that accepts both shapes cannot fail, and the list beside it "
            "loses the key for good."
        ),
    ),
)
