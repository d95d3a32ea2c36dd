#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the encoder's golden files for `swift test` from the reference tokenizer and ONNX Runtime.

    python3 -m venv .build/venv
    .build/venv/bin/pip install tokenizers onnx onnxruntime numpy
    .build/venv/bin/python scripts/encoder/golden.py

tokens.json: texts and their word pieces. vectors.json: texts and their unit vectors, in fp32 (base64, little-endian).
"""
import base64
import json
import pathlib
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "Benchmarks/encoder"))
import reference
import texts

model = root / ".build/weights/all-minilm-l6-v2"
golden = root / "Tests/Inference/EmbedderTests/Golden"
golden.mkdir(exist_ok=True)
tokenizer = reference.load_tokenizer(model)


def write(name, entries):
    body = ",\n".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in entries)
    (golden / name).write_text(f"[\n{body}\n]\n", encoding="utf-8")
    print(f"{name}: {len(entries)} entries")


chosen = texts.mixed(7, 195, long=0) + texts.questions(7, 30)
write("tokens.json", [{"text": t, "pieces": tokenizer.encode(t, add_special_tokens=False).ids} for t in chosen])
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "encoder.onnx"
    reference.export(model, path)
    session = reference.session(path)
    chosen = texts.questions(11, 12) + ["yes", "今天天气怎么样？", " ".join(texts.questions(12, 14))]
    chosen += [t for t in texts.mixed(11, 13, long=0)[:13] if t.strip()][:7]
    write("vectors.json", [
        {"text": t, "vector": base64.b64encode(reference.encode(session, tokenizer.encode(t).ids).tobytes()).decode()}
        for t in chosen if 2 < len(tokenizer.encode(t).ids) <= 256])
