# SPDX-License-Identifier: Apache-2.0
"""Pairs: the generated ones, the hand-written groups, and banking77 where it is at hand."""
import csv
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
VERIFIER = ROOT / "Training" / "verifier"
OPEN = VERIFIER / "data" / "open"
EXTRA = VERIFIER / "data" / "extra"
FROZEN = VERIFIER / "data" / "frozen"


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pair(a, b, same, kind, group, source, seed=False):
    return {"a": a, "b": b, "same": same, "kind": kind, "group": group, "source": source, "seed": seed}


def hand_written(folder, source):
    """All pairs of a folder of groups. `seed` marks those that the evaluation counts: the seed beside each other line.

    A negative differs from the seed, so by the label policy it differs from every paraphrase of the seed, too.
    """
    pairs = []
    for group in read_lines(folder / "groups.jsonl"):
        negatives = [(negative["text"], negative["kind"]) for negative in group["negatives"]]
        pairs += pairs_of_group([group["seed"]] + group["paraphrases"], negatives, f"{source}-{group['id']}", source)
    for file in ("tail", "scope"):
        for case in read_lines(folder / f"{file}.jsonl"):
            pairs.append(pair(case["a"], case["b"], False, {"scope": "scope_case"}.get(file, file), f"{source}-{case['id']}", source, True))
    return pairs


def pairs_of_group(texts, negatives, name, source):
    pairs = []
    for i in range(len(texts)):
        for j in range(i + 1, len(texts)):
            pairs.append(pair(texts[i], texts[j], True, "paraphrase", name, source, i == 0))
        for negative, kind in negatives:
            pairs.append(pair(texts[i], negative, False, kind, name, source, i == 0))
    return pairs


def extra():
    """The natural groups that stand beside the open half, for training."""
    pairs = []
    blocks = (EXTRA / "groups.txt").read_text(encoding="utf-8").split("\n\n")
    for number, block in enumerate(b for b in blocks if b.strip().startswith("=")):
        lines = block.strip().splitlines()
        texts = [line[2:] for line in lines if line.startswith("= ")]
        negatives = [(line[2:], "negative") for line in lines if line.startswith("! ")]
        if len(texts) + len(negatives) != len(lines):
            raise SystemExit(f"a line of group {number} starts with neither '=' nor '!': {lines[0]}")
        pairs += pairs_of_group(texts, negatives, f"extra-{number:02d}", "extra")
    return pairs


def generated(scratch):
    path = scratch / "generated.jsonl"
    subprocess.run([sys.executable, str(VERIFIER / "generate.py"), str(path)], check=True, stdout=subprocess.DEVNULL)
    return [p | {"seed": False} for p in read_lines(path)], sha256(path)


def banking(count=1500, seed=7):
    """banking77 (CC BY 4.0), read by path and never copied: pairs of one intent as candidates for "same" and of two intents
    as hard negatives. Its intents are wider than the label policy, so the positives are left out unless asked for."""
    folder = os.environ.get("BANKING77")
    if not folder or not (pathlib.Path(folder) / "train.csv").exists():
        print("banking77: SKIPPED. Set BANKING77=<folder with train.csv> to add its hard negatives.", file=sys.stderr)
        return []
    with open(pathlib.Path(folder) / "train.csv", encoding="utf-8") as file:
        rows = [(row["text"].strip(), row["category"]) for row in csv.DictReader(file)]
    rng = random.Random(seed)
    pairs = []
    while len(pairs) < count:
        (a, one), (b, other) = rng.choice(rows), rng.choice(rows)
        if one != other and set(one.split("_")) & set(other.split("_")):  # neighbouring intents: card_arrival, card_linking
            pairs.append(pair(a, b, False, "banking intent", f"banking-{one}", "banking77"))
    return pairs
