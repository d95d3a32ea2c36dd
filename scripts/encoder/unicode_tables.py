#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes Sources/CEncoderKernels/unicode_tables.c: what the encoder's tokenizer does with each Unicode character.

The tables say for every code point what BERT's "uncased" text preparation makes of it: dropped, a space, punctuation,
an ideograph that stands alone, kept, or replaced (decomposed, without accents, in lower case). They are asked of the
reference implementation (PyPI `tokenizers`), one character at a time, so that they hold the reference's Unicode
version and not that of Python.

    python3 -m venv .build/venv && .build/venv/bin/pip install tokenizers
    .build/venv/bin/python scripts/encoder/unicode_tables.py
"""
import pathlib
from tokenizers import normalizers, pre_tokenizers, __version__

KEEP, DROP, SPACE, PUNCTUATION, IDEOGRAPH, REPLACED, HANGUL = range(7)
BLOCK = 128

normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
splitter = pre_tokenizers.BertPreTokenizer()


def classify(code):
    """The class of a code point and what it is replaced by."""
    if 0xD800 <= code < 0xE000:
        return DROP, ""
    if 0xAC00 <= code <= 0xD7A3:  # decomposed by arithmetic
        return HANGUL, ""
    character = chr(code)
    result = normalizer.normalize_str("a" + character + "b")[1:-1]
    if result == "":
        return DROP, ""
    if result == " ":
        return SPACE, ""
    if result == character:
        return (PUNCTUATION if len(splitter.pre_tokenize_str("a" + character + "b")) == 3 else KEEP), ""
    if result == " " + character + " ":
        return IDEOGRAPH, ""
    return REPLACED, result


classes, replaced, pool = [], [], []
for code in range(0x110000):
    kind, result = classify(code)
    classes.append(kind)
    if kind == REPLACED:
        points = [ord(c) for c in result]
        place = next((i for i in range(len(pool)) if pool[i:i + len(points)] == points), None)
        if place is None:
            place = len(pool)
            pool.extend(points)
        replaced.append((code, place, len(points)))

blocks, index = [], []
for start in range(0, 0x110000, BLOCK):
    block = tuple(classes[start:start + BLOCK])
    if block not in blocks:
        blocks.append(block)
    index.append(blocks.index(block))
assert len(blocks) <= 256 and len(pool) < 65536 and max(n for _, _, n in replaced) < 2048


def rows(values):
    text, line = [], "    "
    for value in values:
        piece = f"{value},"
        if len(line) + len(piece) > 120:
            text.append(line)
            line = "    "
        line += piece
    return "\n".join(text + [line])


out = pathlib.Path(__file__).resolve().parents[2] / "Sources/CEncoderKernels/unicode_tables.c"
out.write_text(f"""// SPDX-License-Identifier: Apache-2.0

// Written by scripts/encoder/unicode_tables.py (reference: tokenizers {__version__}); do not edit.

#include "unicode_tables.h"

const uint8_t text_class_index[{len(index)}] = {{
{rows(index)}
}};

const uint8_t text_class_blocks[{len(blocks) * BLOCK}] = {{
{rows(v for block in blocks for v in block)}
}};

const text_replacement text_replacements[{len(replaced)}] = {{
{rows(f"{{{c},{p},{n}}}" for c, p, n in replaced)}
}};

const int32_t text_replacement_count = {len(replaced)};

const uint32_t text_replacement_pool[{len(pool)}] = {{
{rows(pool)}
}};
""", encoding="utf-8")
print(f"{out.name}: {len(blocks)} blocks, {len(replaced)} replacements, {len(pool)} code points in them")
