#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what the trainer says of made-up rows of features, for the program's tests to compare with. Standard library only.

    golden.py            writes Tests/Inference/VerifierTests/Golden/trees.bin
    golden.py --check    says whether the file is what the embedded trees give

The file, little endian, f64: for each feature the least and the largest value that rows take, then a probability for each row.
Row by row and feature by feature, the value is `least + u * (largest - least)`, with u = (SplitMix64 >> 11) * 2^-53, seed 8.
"""
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from trainer.treefile import TreeModel  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TREES = ROOT / "Sources/Inference/CVerifierData/trees.bin"
GOLDEN = ROOT / "Tests/Inference/VerifierTests/Golden/trees.bin"
ROWS = 400
MASK = (1 << 64) - 1


def draws(state):
    """SplitMix64 as numbers from 0 to 1."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & MASK
        yield ((mixed ^ mixed >> 31) >> 11) * 2.0**-53


def ranges(model):
    """For each feature the range of its split points, a little wider, so that rows go both ways everywhere."""
    result = [(0.0, 0.0)] * model.feature_count
    for feature in range(model.feature_count):
        points = [node.value for node in model.nodes if node.feature == feature]
        if points:
            result[feature] = (min(points) - 0.1, max(points) + 0.1)
    return result


def golden(model):
    bounds, numbers = ranges(model), draws(8)
    rows = [[low + next(numbers) * (high - low) for low, high in bounds] for _ in range(ROWS)]
    values = [b[0] for b in bounds] + [b[1] for b in bounds] + [model.probability(row) for row in rows]
    return struct.pack(f"<{len(values)}d", *values)


def main():
    data = golden(TreeModel.decode(TREES.read_bytes()))
    if "--check" in sys.argv[1:]:
        if not GOLDEN.exists() or GOLDEN.read_bytes() != data:
            sys.exit("the golden rows are not those of the embedded trees; run golden.py")
        print(f"ok: {ROWS} golden rows are those of the embedded trees")
        return
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_bytes(data)
    print(f"wrote {GOLDEN.name} ({len(data)} bytes)")


if __name__ == "__main__":
    main()
