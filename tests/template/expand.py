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


def main(bucket="code"):
    before = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in before["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            code = pathlib.PurePosixPath(resource["Properties"]["CodeUri"])
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{code.name}.zip"
    main_template = transform(before, {}, NoManagedPolicies())
    watch = yaml_parse((ROOT / "infra" / "watch.yaml").read_text())
    json.dump({"main": main_template, "watch": watch}, sys.stdout, indent=1, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
