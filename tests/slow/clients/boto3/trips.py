"""Round trips of boto3 through an account that `AWS_ENDPOINT_URL` names.

A trip makes a resource, reads it back value by value, deletes it, and is told
by AWS's own code that it is gone. A file of trips ends with `run()`, which
prints a line for each kind: `ok KIND` or `FAIL KIND: what the client said`.
"""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import jmespath
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
ACCOUNT = "123456789012"

_trips = []
_making_a_client = threading.Lock()


def trip(kind):
    """Lists a function as the trip of a kind of resource."""

    def listed(function):
        _trips.append((kind, function))
        return function

    return listed


def client(service, **settings):
    """A client that is told an error at once, not after four more attempts."""
    config = Config(retries={"total_max_attempts": 1}, **settings.pop("config", {}))
    # A session may be used by one thread at a time.
    with _making_a_client:
        return boto3.client(service, config=config, **settings)


class Difference(Exception):
    """Something that is not as AWS documents it."""


def told(answer, **wanted):
    """Compares an answer by name: a name is a JMESPath with `__` for a dot."""
    same({name.replace("__", "."): value for name, value in wanted.items()}, answer)


def same(wanted, answer):
    """Compares an answer by JMESPath; all that differs is said at once."""
    found = {path: jmespath.search(path, answer) for path in wanted}
    wrong = [
        f"{path} is {found[path]!r}, wanted {value!r}"
        for path, value in wanted.items()
        if found[path] != value
    ]
    if wrong:
        raise Difference("; ".join(wrong))


def refused(code, call, **arguments):
    """A call that AWS refuses with this code."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        if got != code:
            raise Difference(f"refused with {error}, wanted {code}") from error
        return error.response
    answer.pop("ResponseMetadata", None)
    raise Difference(f"answered {answer}, wanted a refusal with {code}")


def until(path, wanted, call, **arguments):
    """Asks until the answer is as wanted, or a minute and a half has gone."""
    deadline = time.monotonic() + 90
    while True:
        answer = call(**arguments)
        got = jmespath.search(path, answer)
        if got == wanted:
            return answer
        if time.monotonic() > deadline:
            raise Difference(f"{path} stays {got!r}, wanted {wanted!r}")
        time.sleep(0.5)


def until_refused(code, call, **arguments):
    """Asks until the call is refused with this code."""
    deadline = time.monotonic() + 90
    while True:
        try:
            return refused(code, call, **arguments)
        except Difference:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def role(name, service="sagemaker"):
    """Makes a role that a service may assume, and gives its ARN."""
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"Service":"{service}.amazonaws.com"}}}}]}}'
    )
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]


def network():
    """Makes a VPC with a subnet and a security group, and gives their ids."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="trip", Description="trip")["GroupId"]
    return vpc, subnet, group


def key():
    """Makes a customer managed key, and gives its ARN."""
    return client("kms").create_key()["KeyMetadata"]["Arn"]


def _travel(listed):
    kind, function = listed
    try:
        function()
    except Exception as error:  # Whatever it is: the other kinds have their say too.
        line = error.__traceback__.tb_next.tb_lineno
        return f"FAIL {kind} (line {line}): {type(error).__name__}: {error}"
    return f"ok {kind}"


def run():
    """Runs the trips of this file side by side: most of their time is waiting."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        lines = list(pool.map(_travel, _trips))
    print("\n".join(lines))
    sys.exit(any(line.startswith("FAIL") for line in lines))
