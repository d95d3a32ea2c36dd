#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the generated pairs, one JSON object a line. The same seed gives the same bytes; their SHA-256 is printed.

    generate.py OUT [--seed N] [--sample KIND COUNT]
    generate.py --check      compares the checksum with generate/pairs.sha256
    generate.py --record     writes that file, after the tables were changed
"""
import argparse
import collections
import hashlib
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from generate.pairs import PairMaker  # noqa: E402

SEED = 20261129
RECORD = pathlib.Path(__file__).resolve().parent / "generate" / "pairs.sha256"


def encode(pairs):
    return "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path, nargs="?")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sample", nargs=2, metavar=("KIND", "COUNT"), help="show some pairs of one kind")
    arguments = parser.parse_args()
    pairs = PairMaker(arguments.seed).make()
    data = encode(pairs)
    checksum = hashlib.sha256(data).hexdigest()
    if arguments.record:
        RECORD.write_text(checksum + "\n")
    if arguments.check:
        if RECORD.read_text().strip() != checksum:
            sys.exit(f"the generated pairs have SHA-256 {checksum}, not the recorded one; run generate.py --record if that is meant")
        print(f"ok: {len(pairs)} pairs as recorded")
        return
    if arguments.out:
        arguments.out.write_bytes(data)
    if arguments.sample:
        kind, count = arguments.sample
        chosen = [p for p in pairs if p["kind"] == kind]
        for pair in random.Random(1).sample(chosen, min(int(count), len(chosen))):
            print(("=" if pair["same"] else "!"), pair["a"], "\n ", pair["b"])
        return
    kinds = collections.Counter((p["same"], p["kind"]) for p in pairs)
    for (same, kind), count in sorted(kinds.items(), key=lambda item: (-item[0][0], -item[1])):
        print(f"{'same' if same else 'different':9}  {kind:18} {count}")
    print(f"{len(pairs)} pairs, {sum(p['same'] for p in pairs)} same, {len({p['group'] for p in pairs})} groups, SHA-256 {checksum}")


if __name__ == "__main__":
    main()
