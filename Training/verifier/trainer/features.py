# SPDX-License-Identifier: Apache-2.0
"""Features come from the program's own code: this runs the `features` executable of the Training package."""
import hashlib
import json
import os
import pathlib
import subprocess

import numpy

from .data import ROOT


class Features:
    """A matrix of features, the vetoes beside it, and their names."""

    def __init__(self, values, vetoes, names, veto_names):
        self.values, self.vetoes, self.names, self.veto_names = values, vetoes, names, veto_names

    def column(self, name):
        return self.values[:, self.names.index(name)]

    @property
    def is_vetoed(self):
        return self.vetoes.any(axis=1)

    def rows(self, mask):
        return Features(self.values[mask], self.vetoes[mask], self.names, self.veto_names)


def executable():
    """The built `features` program; FEATURES overrides."""
    path = pathlib.Path(os.environ.get("FEATURES") or ROOT / "Training/.build/release/features")
    if not path.exists():
        raise SystemExit(f"{path} is not built; run scripts/verifier.sh")
    return path


def compute(pairs, scratch, name, probabilities=False):
    """Features of the pairs, in their order. Kept in `scratch` under a name that holds the checksums of program and texts."""
    lines = "".join(json.dumps({"a": p["a"], "b": p["b"]}, ensure_ascii=False) + "\n" for p in pairs).encode()
    program = executable()
    key = hashlib.sha256(lines + program.read_bytes()).hexdigest()[:16]
    base = scratch / f"{name}-{key}"
    files = {ending: base.with_suffix(ending) for ending in (".jsonl", ".npy", ".json", ".p.npy")}
    if not files[".npy"].exists() or (probabilities and not files[".p.npy"].exists()):
        files[".jsonl"].write_bytes(lines)
        command = [str(program), str(files[".jsonl"]), "--out", str(files[".npy"]), "--names", str(files[".json"])]
        weights = os.environ.get("WEIGHTS") or str(ROOT / ".build/weights/all-minilm-l6-v2")
        command += ["--weights", weights]
        if probabilities:
            command += ["--probabilities", str(files[".p.npy"])]
        subprocess.run(command, check=True)
    names = json.loads(files[".json"].read_text())
    matrix = numpy.load(files[".npy"])
    count = len(names["features"])
    if matrix.shape != (len(pairs), count + len(names["vetoes"])):
        raise SystemExit(f"{program.name} gave {matrix.shape} for {len(pairs)} pairs")
    features = Features(matrix[:, :count], matrix[:, count:] > 0.5, names["features"], names["vetoes"])
    return (features, numpy.load(files[".p.npy"]).ravel()) if probabilities else features
