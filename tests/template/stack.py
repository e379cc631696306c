"""Deploys template.yaml, expanded, to the emulator at AWS_ENDPOINT_URL, and nowhere else.

    stack.py deploy NAME          prints the outputs as JSON
    stack.py secret NAME VALUE    puts a SecureString
    stack.py invoke NAME EVENT    runs a function and prints its answer

What the emulator cannot do is left out, and only that: see unsupported.
"""

import io
import json
import os
import sys
import time
import zipfile

import boto3

import expand

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]  # without an emulator there is nothing to do here
BUCKET = "code"


def client(service):
    return boto3.client(service, endpoint_url=ENDPOINT)


def unsupported(template):
    """Takes out what MiniStack 1.5.33 does not know: CodeDeploy, alarms on sums of several metrics, a queue mapping's number that
    comes from a parameter, and, since it is reached without it, TLS."""
    resources = template["Resources"]
    for name, r in list(resources.items()):
        if r["Type"].startswith("AWS::CodeDeploy::") or "Metrics" in r.get("Properties", {}):
            del resources[name]
            for output in [o for o, v in template.get("Outputs", {}).items() if v["Value"] == {"Ref": name}]:
                del template["Outputs"][output]
        if r["Type"] in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
            without_tls(resources, name)
        r.pop("UpdatePolicy", None)
        scaling = r.get("Properties", {}).get("ScalingConfig", {})
        if isinstance(scaling.get("MaximumConcurrency"), dict):
            parameter = scaling["MaximumConcurrency"]["Ref"]
            scaling["MaximumConcurrency"] = template["Parameters"][parameter]["Default"]
        for policy in r.get("Properties", {}).get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                misjudged(statement)


def without_tls(resources, name):
    """Takes out of a policy what refuses a caller without TLS, and a policy of which nothing is left."""
    document = resources[name]["Properties"]["PolicyDocument"]
    document["Statement"] = [s for s in document["Statement"] if "aws:SecureTransport" not in str(s.get("Condition"))]
    if not document["Statement"]:
        del resources[name]


def misjudged(statement):
    """Says a permission as MiniStack 1.5.33 looks for it: it judges a read of parameters by path, and a run of a function's version,
    as ones of everything, and batches of messages by names that IAM does not have."""
    if statement["Action"] in (["ssm:GetParametersByPath"], ["lambda:InvokeFunction"]):
        statement["Resource"] = "*"
    batched = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
    statement["Action"] += [a + "Batch" for a in statement["Action"] if a in batched]


def upload():
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for folder in (expand.ROOT / "dist" / "amd64").iterdir():
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as z:
            for file in folder.iterdir():
                info = zipfile.ZipInfo(file.name)
                info.external_attr = 0o755 << 16
                z.writestr(info, file.read_bytes())
        s3.put_object(Bucket=BUCKET, Key=f"{folder.name}.zip", Body=packed.getvalue())
    return s3


def deploy(name):
    both = expand.expand(BUCKET)
    main, watch = both["main"], both["watch"]
    unsupported(main)
    unsupported(watch)
    s3 = upload()
    s3.put_object(Bucket=BUCKET, Key="watch.json", Body=json.dumps(watch).encode())
    main["Resources"]["Watch"]["Properties"]["TemplateURL"] = f"{ENDPOINT}/{BUCKET}/watch.json"
    cloudformation = client("cloudformation")
    cloudformation.create_stack(
        StackName=name, TemplateBody=json.dumps(main), Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": "Stage", "ParameterValue": "test"}, {"ParameterKey": "AlarmEmail", "ParameterValue": "ops@example.com"}],
    )
    deadline = time.monotonic() + 60
    while True:
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("IN_PROGRESS") or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        for e in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
            if "FAILED" in e["ResourceStatus"]:
                print(e["LogicalResourceId"], e["ResourceStatus"], e.get("ResourceStatusReason"), file=sys.stderr)
        sys.exit(f"{name} is {stack['StackStatus']}: {stack.get('StackStatusReason')}")
    return {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}


def secret(name, value):
    return client("ssm").put_parameter(Name=name, Type="SecureString", Value=value, Overwrite=True)["Version"]


def invoke(name, event):
    answer = client("lambda").invoke(FunctionName=name, Qualifier="live", Payload=event.encode())
    return {"error": answer.get("FunctionError", ""), "payload": answer["Payload"].read().decode()}


if __name__ == "__main__":
    json.dump({"deploy": deploy, "secret": secret, "invoke": invoke}[sys.argv[1]](*sys.argv[2:]), sys.stdout)
