# SPDX-License-Identifier: Apache-2.0
"""Compares the encoder with the reference tokenizer and with ONNX Runtime.

    python compare.py PROGRAM MODEL_FOLDER WORK_FOLDER [FILE_OF_LINES...]

Tokens: numbers and places of the word pieces of more than 2,500 made-up texts and of every Unicode character.
Vectors: fp32 against ONNX Runtime fp32; int8 and bf16 against fp32 on 1,200 sentences, none of them among the calibration
texts, and on lines of files if given. Fails where a bound is not kept.
"""
import pathlib
import sys

import numpy as np

import reference
import texts
from probe import Probe

if len(sys.argv) < 4:
    sys.exit(__doc__)
program, folder, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
work.mkdir(parents=True, exist_ok=True)
probe, tokenizer = Probe(program, folder), reference.load_tokenizer(folder)
failed = []


def report(what, holds):
    print(("ok    " if holds else "FAILS ") + what, flush=True)
    if not holds:
        failed.append(what)


def compare_tokens(name, some):
    pieces = numbers_differ = places_differ = 0
    for text in some:
        numbers, places = probe.tokens(text)
        expected = tokenizer.encode(text, add_special_tokens=False)
        starts = [0]
        for character in text:
            starts.append(starts[-1] + len(character.encode()))
        pieces += len(numbers)
        numbers_differ += numbers != expected.ids
        places_differ += places != [(starts[s], starts[e]) for s, e in expected.offsets]
    report(f"tokens, {name}: {len(some)} texts, {pieces} pieces; numbers differ in {numbers_differ}, "
           f"places in {places_differ}", numbers_differ == places_differ == 0)


compare_tokens("mixed texts", texts.mixed(1, 2600))
compare_tokens("every character", [
    "".join("a" + chr(c) + "b " for c in range(start, start + 64) if not 0xD800 <= c < 0xE000)
    for start in range(0, 0x110000, 64)])

reference.export(folder, work / "encoder.onnx")
model = reference.session(work / "encoder.onnx")
sentences = texts.questions(21, 1200)
exact = np.stack([probe.vector("fp32", t) for t in sentences]).astype(np.float64)
some = [t for t in sentences[:150] + texts.mixed(22, 150, long=0)
        if 2 < len(tokenizer.encode(t).ids) <= 256]
worst = max(np.abs(reference.encode(model, tokenizer.encode(t).ids) - probe.vector("fp32", t)).max() for t in some)
report(f"fp32 against ONNX Runtime, {len(some)} texts: largest difference {worst:.1e}", worst <= 1e-5)


def compare_vectors(name, some, exact):
    for precision, bound in (("bf16", 1e-5), ("int8", 1e-3)):
        narrow = np.stack([probe.vector(precision, t) for t in some]).astype(np.float64)
        error = 1 - (narrow * exact).sum(1)
        report(f"{precision} against fp32, {len(some)} {name}: mean 1 - cosine {error.mean():.2e}, "
               f"p99 {np.quantile(error, 0.99):.2e}, largest {error.max():.2e}", error.mean() <= bound)


compare_vectors("sentences", sentences, exact)
for path in sys.argv[4:]:
    lines = [line for line in pathlib.Path(path).read_text(encoding="utf-8").split("\n") if line.strip()]
    compare_vectors(f"lines of {pathlib.Path(path).name}", lines,
                    np.stack([probe.vector("fp32", t) for t in lines]).astype(np.float64))
probe.close()
sys.exit(1 if failed else 0)
