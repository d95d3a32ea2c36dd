#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles WordNet (Debian's `wordnet-base`) and the project's own word lists into one table for the verifier.

    compile_words.py [--wordnet DIR] [--out FILE]

The table says of each word which synsets its first senses belong to, which parents those have, what its opposites are,
in which of our own sets it stands, and of what it is a part. Byte format: docs/verifier/README.md. The same input gives
the same bytes.
"""
import argparse
import collections
import hashlib
import pathlib
import re
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from trainer.checksum import sealed  # noqa: E402

CHECKSUM_AT = 40
SENSES = 4  # first senses of a part of speech; later ones are too rare to tell anything about a prompt
LIMIT = 4_000_000
COUNT_LIMIT = 2047  # eleven bits beside the flags
WORD = re.compile(r"[a-z][a-z'-]*[a-z]$")


def read_data(folder, part):
    """synset offset -> (words, pointers); a pointer is (symbol, offset, part, source word number, target word number)."""
    synsets = {}
    for line in open(folder / f"data.{part}", encoding="latin-1"):
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * i]).lower() for i in range(count)]
        at = 4 + 2 * count
        pointers = []
        for i in range(int(fields[at])):
            symbol, offset, target, numbers = fields[at + 1 + 4 * i: at + 5 + 4 * i]
            pointers.append((symbol, offset, target, int(numbers[:2], 16), int(numbers[2:], 16)))
        synsets[fields[0]] = (words, pointers)
    return synsets


def read_index(folder, part):
    """lemma -> (synset offsets in order of frequency, number of senses that were seen in tagged text)."""
    lemmas = {}
    for line in open(folder / f"index.{part}", encoding="latin-1"):
        if line.startswith("  "):
            continue
        fields = line.split()
        count = int(fields[2])
        pointers = int(fields[3])
        lemmas[fields[0]] = (fields[6 + pointers: 6 + pointers + count], int(fields[5 + pointers]))
    return lemmas


def read_counts(folder):
    """lemma -> how often any of its senses was tagged in WordNet's texts."""
    counts = collections.Counter()
    for line in open(folder / "cntlist.rev", encoding="latin-1"):
        key, _, count = line.split()
        counts[key.split("%")[0]] += int(count)
    return counts


def flags(word, data, index, counts):
    """Parts of speech, whether it is a name only (bit 4), and from bit 5 on how often it was tagged."""
    note = sum(1 << bit for bit, part in enumerate("nvar") if word in index[part])
    if note == 1 and all(any(p[0] == "@i" for p in data["n"][o][1]) for o in index["n"][word][0]):
        note |= 16
    return note | min(counts[word], COUNT_LIMIT) << 5


def own_lines(name):
    for line in open(HERE / name, encoding="utf-8"):
        line = line.strip()
        if line and not line.startswith("#"):
            yield line


def own_sets():
    """[(name, [[spelling, ...], ...])]; the spellings of one member are equal."""
    result = []
    for line in own_lines("sets.txt"):
        name, members = line.split(": ", 1)
        result.append((name, [[s.strip() for s in m.split("=")] for m in members.split(",")]))
    return result


def compile_table(folder):
    parts = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
    data = {p: read_data(folder, name) for p, name in parts.items()}
    data["s"] = data["a"]
    index = {p: read_index(folder, name) for p, name in parts.items()}

    antonyms, pieces = collections.defaultdict(set), collections.defaultdict(set)
    for left, right in (map(str.strip, line.split(",")) for line in own_lines("antonyms.txt")):
        antonyms[left].add(right)
        antonyms[right].add(left)
    sets, equal = collections.defaultdict(set), collections.defaultdict(set)
    for number, (_, members) in enumerate(own_sets()):
        for spellings in members:
            for spelling in spellings:
                sets[spelling].add(number)
                if len(spellings) > 1:
                    equal[spelling].add((number, spellings[0]))
    for part in parts:
        for words, pointers in data[part].values():
            for symbol, offset, target, source, sink in pointers:
                if symbol == "!" and source and sink:
                    antonyms[words[source - 1]].add(data[target][offset][0][sink - 1])

    chosen = set(antonyms) | set(sets)
    for part in parts:
        for lemma in index[part]:
            if WORD.match(lemma):
                chosen.add(lemma)
    base = {}
    for part, name in parts.items():
        for line in open(folder / f"{name}.exc", encoding="latin-1"):
            form, lemma = line.split()[:2]
            if form != lemma and WORD.match(form) and lemma in chosen and form not in antonyms and form not in sets:
                base.setdefault(form, lemma)
    for line in own_lines("forms.txt"):
        form, lemma = map(str.strip, line.split(","))
        base[form] = lemma
        chosen.add(lemma)
    words = sorted((w for w in chosen if "_" not in w or w in sets or w in antonyms), key=lambda w: w.encode())
    number = {w: i for i, w in enumerate(words)}

    keys, senses = {}, {}
    for w in words:
        own = []
        for part in "nvar":
            if w in index[part]:
                own += [(part, o) for o in index[part][w][0][:SENSES]]
        senses[w] = own
    identity = lambda key: keys.setdefault(key, len(keys) + 1)
    relations = {}
    for w in words:
        synsets, parents = set(), set()
        for part, offset in senses[w]:
            synsets.add(identity((part, offset)))
            own_words, pointers = data[part][offset]
            for symbol, other, target, _, _ in pointers:
                if symbol in ("@", "@i", "&"):
                    parents.add(identity(("a" if target == "s" else target, other)))
                if symbol[0] in "#%":
                    for piece in data[target][other][0]:
                        if piece in number and piece != w:
                            pieces[w].add(piece)
                            pieces[piece].add(w)
        for other in sorted(equal[w]):  # spellings of one thing share a made-up synset
            synsets.add(identity(("=", *other)))
        relations[w] = (synsets, parents)

    ids, records, text, forms = [], [], bytearray(), []
    counts = read_counts(folder)

    def place(word):
        encoded = word.encode()
        if len(encoded) > 255:
            raise SystemExit(f"too long: {word}")
        at = len(text)
        text.extend(encoded)
        return at, len(encoded)

    for w in words:
        synsets, parents = relations[w]
        runs = [sorted(synsets), sorted(parents), sorted(number[a] for a in antonyms[w] if a in number),
                sorted(sets[w]), sorted(number[p] for p in pieces[w])[:40]]
        at, length = place(w)
        records.append(struct.pack("<II6BH", at, len(ids), length, *(len(r) for r in runs), flags(w, data, index, counts)))
        for run in runs:
            ids += run
    for form in sorted(base, key=str.encode):
        at, length = place(form)
        forms.append(struct.pack("<IIB3x", at, number[base[form]], length))

    header = 48
    words_at = header
    forms_at = words_at + 16 * len(records)
    ids_at = forms_at + 12 * len(forms)
    text_at = ids_at + 4 * len(ids)
    total = text_at + len(text)
    head = struct.pack("<8sIIIIIII12x", b"ISWORDS1", len(records), len(forms), words_at, forms_at, ids_at, text_at, total)
    return sealed(b"".join([head, *records, *forms, struct.pack(f"<{len(ids)}I", *ids), bytes(text)]), CHECKSUM_AT)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=pathlib.Path, default=pathlib.Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "../../../Sources/Inference/CVerifierData/wordnet.bin")
    arguments = parser.parse_args()
    if not (arguments.wordnet / "data.noun").exists():
        sys.exit(f"no WordNet in {arguments.wordnet}: apt-get install wordnet-base")
    table = compile_table(arguments.wordnet)
    if len(table) > LIMIT:
        sys.exit(f"the table has {len(table)} bytes; the limit is {LIMIT}")
    arguments.out.write_bytes(table)
    count, forms = struct.unpack_from("<II", table, 8)
    print(f"{count} words, {forms} irregular forms, {len(table)} bytes, SHA-256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
