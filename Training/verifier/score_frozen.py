#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores the frozen half with the program's own evaluation, at most once a commit and once a model, and logs it.

    score_frozen.py [--scratch DIR]

Refuses if the tree is not clean, or if this commit or this model (trees, words and code of the verifier) was scored before.
Every run is a line of frozen-log.jsonl, also one that nobody likes. Commit that line.
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from trainer import data, features, metrics  # noqa: E402
from trainer.treefile import TreeModel  # noqa: E402

LOG = data.VERIFIER / "frozen-log.jsonl"
TREES = data.ROOT / "Sources/Inference/CVerifierData/trees.bin"


def git(*arguments):
    return subprocess.run(["git", "-C", str(data.ROOT), *arguments], check=True, capture_output=True, text=True).stdout.strip()


def model_checksum():
    """One checksum over what decides: the embedded data and the verifier's sources."""
    digest = hashlib.sha256()
    for folder in ("Sources/Inference/CVerifierData", "Sources/Inference/Verifier"):
        for path in sorted((data.ROOT / folder).rglob("*")):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=pathlib.Path, default=data.ROOT / ".build/verifier")
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    if git("status", "--porcelain"):
        sys.exit("the tree is not clean: commit first, so that the log names what was scored")
    commit, checksum = git("rev-parse", "HEAD"), model_checksum()
    for line in data.read_lines(LOG) if LOG.exists() else []:
        if commit == line["commit"]:
            sys.exit(f"commit {commit[:12]} was scored before")
        if checksum == line["model"]:
            sys.exit(f"this model was scored before, at {line['commit'][:12]}")

    model = TreeModel.decode(TREES.read_bytes())
    pairs = data.hand_written(data.FROZEN, "frozen")
    matrix, probability = features.compute(pairs, arguments.scratch, "frozen", probabilities=True)
    accepted = (probability >= model.threshold) & ~matrix.is_vetoed
    result = metrics.evaluate(pairs, accepted, matrix.column("cosine"))
    entry = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "commit": commit, "model": checksum, "threshold": model.threshold,
        "data": {f.name: data.sha256(f) for f in sorted(data.FROZEN.glob("*.jsonl"))}, "result": result,
    }
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
    for name, value in result.items():
        if isinstance(value, dict) and "accepted" in value:
            print(f"{name:26} {value['accepted']:5} of {value['of']:5} = {100 * (value['share'] or 0):5.1f} %"
                  f" (95 %: {100 * value['low']:.1f} to {100 * value['high']:.1f})")


if __name__ == "__main__":
    main()
