#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the program's evaluation of the embedded trees with the trainer's own, on 5,000 generated pairs and all open ones.

    check_native.py [--scratch DIR]
"""
import argparse
import pathlib
import random
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from trainer import data, features  # noqa: E402
from trainer.model import Evaluator  # noqa: E402
from trainer.treefile import TreeModel, names_hash  # noqa: E402

TREES = data.ROOT / "Sources/Inference/CVerifierData/trees.bin"
LIMIT = 1e-6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=pathlib.Path, default=data.ROOT / ".build/verifier")
    arguments = parser.parse_args()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    made, _ = data.generated(arguments.scratch)
    pairs = random.Random(5).sample(made, 5000) + data.hand_written(data.OPEN, "open")
    matrix, native = features.compute(pairs, arguments.scratch, "native", probabilities=True)
    model = TreeModel.decode(TREES.read_bytes())
    if model.names_hash != names_hash(matrix.names):
        sys.exit("the embedded trees were trained on other features")
    difference = numpy.abs(Evaluator(model).probability(matrix.values) - native)
    print(f"{len(pairs)} pairs, largest difference {difference.max():.3g}")
    sys.exit(0 if difference.max() <= LIMIT else 1)


if __name__ == "__main__":
    main()
