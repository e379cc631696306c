"""Deploys template.yaml, expanded, to the emulator at AWS_ENDPOINT_URL, and nowhere else.

    stack.py deploy NAME          prints the outputs as JSON
    stack.py secret NAME VALUE    puts a SecureString
    stack.py invoke NAME EVENT    runs a function and prints its answer

What the emulator cannot do is left out, and only that: see unsupported.
"""

import io
import json
import os
import pathlib
import subprocess
import sys
import time
import zipfile

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENDPOINT = os.environ["AWS_ENDPOINT_URL"]  # without an emulator there is nothing to do here
BUCKET = "code"


def client(service):
    return boto3.client(service, endpoint_url=ENDPOINT)


def expanded():
    sam = ROOT / ".tools" / "sam" / "bin" / "python"
    out = subprocess.run([sam, ROOT / "tests" / "template" / "expand.py", BUCKET], check=True, capture_output=True, text=True)
    both = json.loads(out.stdout)
    return both["main"], both["watch"]


def unsupported(template):
    """Takes out what MiniStack 1.5.33 does not know: CodeDeploy, alarms on sums of several metrics, and a queue mapping's
    number that comes from a parameter."""
    resources = template["Resources"]
    for name, r in list(resources.items()):
        if r["Type"].startswith("AWS::CodeDeploy::") or "Metrics" in r.get("Properties", {}):
            del resources[name]
    for r in resources.values():
        r.pop("UpdatePolicy", None)
        scaling = r.get("Properties", {}).get("ScalingConfig", {})
        if isinstance(scaling.get("MaximumConcurrency"), dict):
            parameter = scaling["MaximumConcurrency"]["Ref"]
            scaling["MaximumConcurrency"] = template["Parameters"][parameter]["Default"]


def upload():
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for binary in (ROOT / "dist" / "amd64").glob("*/bootstrap"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as z:
            info = zipfile.ZipInfo("bootstrap")
            info.external_attr = 0o755 << 16
            z.writestr(info, binary.read_bytes())
        s3.put_object(Bucket=BUCKET, Key=f"{binary.parent.name}.zip", Body=packed.getvalue())
    return s3


def deploy(name):
    main, watch = expanded()
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
