#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pairs the hand-written answer sets: data/answer_sets.jsonl in, data/answers.jsonl out, and what the program measures with.

    make_answers.py            writes the pairs
    make_answers.py --check    says whether the pairs on disk are those that the sets make (exit 1 if not)

A set holds three equivalent answers to a question and two or three that differ. The equivalent ones are paired with each
other (same), and the differing ones with the equivalent ones, each time with another of them (different), until there are
three pairs of either label. Which answer stands first alternates, so that its place says nothing about the label.

Constants of the judge by wording were chosen by half of the first sets. The other half and all later sets measure judges;
they are embedded in the program, each question with its texts and the places of those that make a pair.
"""

import json
import sys
from collections import Counter
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
EMBEDDED = Path(__file__).resolve().parents[2] / "Sources/Inference/CJudgeData/pairs.jsonl"
CHOSEN_BY = 120  # so many sets were there when constants were chosen: every second one of them, sorted by question
EQUIVALENT = 3
PAIRS_OF_A_LABEL = 3
WORDS = (12, 150)
MUCH_LONGER = 1.4  # as many times the words of the other
KINDS = (
    "code", "command", "condition", "date", "direction", "entity", "flag", "identifier", "language", "missing", "negation",
    "number", "order", "recommendation", "scope", "tone", "unit",
)


def marked_up(text):
    """Whether an answer has a list, a table, bold type or a code block of its own."""
    return "```" in text or "**" in text or any(
        line.startswith(("- ", "* ", "| ", "1. ")) for line in text.split("\n"))


def same_kind(a, b):
    """What two equivalent answers differ in, besides their words."""
    if marked_up(a) != marked_up(b):
        return "form"
    lengths = sorted((len(a.split()), len(b.split())))
    return "length" if lengths[1] >= MUCH_LONGER * lengths[0] else "wording"


def check(number, answer_set):
    """Raises ValueError when a set breaks a rule."""
    keys = {"id", "topic", "question", "same", "different"}
    if set(answer_set) != keys:
        raise ValueError(f"set {number}: keys are {sorted(answer_set)}, not {sorted(keys)}")
    name, same, different = answer_set["id"], answer_set["same"], answer_set["different"]
    if name != f"q{number:03}":
        raise ValueError(f"set {number}: its id is {name}")
    if len(same) != EQUIVALENT or len(different) not in (2, 3):
        raise ValueError(f"{name}: {len(same)} equivalent and {len(different)} differing answers")
    texts = same + [answer["text"] for answer in different]
    if len({" ".join(text.lower().split()) for text in texts}) != len(texts):
        raise ValueError(f"{name}: an answer occurs twice")
    for text in texts:
        if not WORDS[0] <= len(text.split()) <= WORDS[1]:
            raise ValueError(f"{name}: {len(text.split())} words, not {WORDS[0]} to {WORDS[1]}: {text[:60]!r}")
    for answer in different:
        if answer["kind"] not in KINDS:
            raise ValueError(f"{name}: unknown kind {answer['kind']!r}")


def pairs(number, answer_set):
    """The pairs of one set: (one answer, the other, whether they say the same, kind)."""
    same, different = answer_set["same"], answer_set["different"]
    made = [(same[i], same[j], True, same_kind(same[i], same[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
    for turn in range(PAIRS_OF_A_LABEL):
        answer = different[turn % len(different)]
        made.append((same[(number + turn) % EQUIVALENT], answer["text"], False, answer["kind"]))
    for turn, (a, b, label, kind) in enumerate(made):
        yield (b, a, label, kind) if (number + turn) % 2 else (a, b, label, kind)


def build(sets):
    rows = []
    chosen_by = set(sorted(answer_set["question"] for answer_set in sets[:CHOSEN_BY])[::2])
    for number, answer_set in enumerate(sets, 1):
        check(number, answer_set)
        use = "choose" if answer_set["question"] in chosen_by else "measure"
        for a, b, label, kind in pairs(number, answer_set):
            row = {"id": f"a{len(rows) + 1:03}", "question": answer_set["question"], "a": a, "b": b}
            rows.append(row | {"same": label, "kind": kind, "use": use})
    return rows


def embedded(rows):
    """The measuring pairs, a line for each question."""
    questions = {}
    for row in rows:
        if row["use"] == "measure":
            questions.setdefault(row["question"], []).append(row)
    lines = []
    for question, group in questions.items():
        texts = list(dict.fromkeys(row[side] for row in group for side in ("a", "b")))
        line = {"question": question, "texts": texts, "same": [], "different": []}
        for row in group:
            line["same" if row["same"] else "different"].append([texts.index(row["a"]), texts.index(row["b"])])
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return "".join(lines)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    lines = (DATA / "answer_sets.jsonl").read_text(encoding="utf-8").splitlines()
    sets = [json.loads(line) for line in lines]
    if len({answer_set["question"] for answer_set in sets}) != len(sets):
        sys.exit("a question occurs twice")
    try:
        rows = build(sets)
    except ValueError as error:
        sys.exit(str(error))
    made = {
        DATA / "answers.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
        EMBEDDED: embedded(rows),
    }
    for target, text in made.items():
        if not sys.argv[1:]:
            target.write_text(text, encoding="utf-8")
        elif not target.is_file() or target.read_text(encoding="utf-8") != text:
            sys.exit(f"{target.name} is not what the sets make; run make_answers.py")
    lengths = sorted(len(row[side].split()) for row in rows for side in ("a", "b"))
    measuring = sum(row["use"] == "measure" for row in rows)
    print(f"{len(sets)} sets, {len({s['topic'] for s in sets})} topics, {len(rows)} pairs, {measuring} of them to measure by, "
          f"words {lengths[0]} to {lengths[-1]}, median {lengths[len(lengths) // 2]}")
    for label in (True, False):
        kinds = Counter(row["kind"] for row in rows if row["same"] is label)
        named = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        print(f"{'same' if label else 'different'}: {kinds.total()} ({named})")


if __name__ == "__main__":
    main()
