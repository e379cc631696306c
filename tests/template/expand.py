"""Prints what SAM makes of template.yaml, beside infra/watch.yaml which it leaves as it is, as one JSON.

    expand.py [BUCKET]    the code of function f is s3://BUCKET/f.zip
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # the translator asks boto3 for one; nothing is called

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parents[2]


class NoManagedPolicies:
    """Our roles name none."""

    def load(self):
        return {}


def expand(bucket="code"):
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            code = pathlib.PurePosixPath(resource["Properties"]["CodeUri"])
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{code.name}.zip"
    watch = yaml_parse((ROOT / "infra" / "watch.yaml").read_text())
    return {"main": transform(template, {}, NoManagedPolicies()), "watch": watch}


if __name__ == "__main__":
    json.dump(expand(*sys.argv[1:]), sys.stdout, indent=1)
