#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the semantic cache's workload: 1,000 prompts to four support bots, as they would arrive.

    make_workload.py            writes workload.jsonl and answers.jsonl beside the script
    make_workload.py --check    fails unless the two files are what it would write

The source is facts/BOT.txt, written by hand. `= 017 *` opens fact 017 of the bot, and the star marks a hot question;
`= 018 ~017` opens a near miss of 017: near in words, another answer. `A` is the right answer and each `P` a phrasing.
By docs/verifier/label-policy.md any two phrasings of one fact deserve the same answer and phrasings of two facts never
do. Everybody asks a fact in their own words, so no phrasing stands under two facts, not even in two bots.

Each fact is asked at least once. PARAPHRASES further phrasings and REPEATS exact repeats are drawn by popularity, which
falls with the rank (Zipf, hot facts in front), and then all prompts are shuffled. Which of a fact's phrasings comes
first is left to the shuffle, and so is whether a near miss comes before or after what it resembles.

Uses the standard library and its own generator, so that the files do not depend on the version of Python.
"""

import json
import pathlib
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
BOTS = ("bank", "cloud", "software", "shop")
PROMPTS = 1000
PARAPHRASES = 332
SEED = 20261129


class Random:
    """SplitMix64: the same numbers on every machine."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() * bound >> 64

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]

    def pick(self, weights):
        """An index, drawn by whole-number weights."""
        point = self.below(sum(weights))
        for index, weight in enumerate(weights):
            point -= weight
            if point < 0:
                return index
        raise ValueError("no weights")


def read(bot):
    facts = []
    path = HERE / "facts" / f"{bot}.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        tag, _, rest = line.partition(" ")
        rest = rest.strip()
        if tag in ("", "#"):
            continue
        if tag == "=":
            words = rest.split()
            near = next((word[1:] for word in words[1:] if word.startswith("~")), None)
            facts.append(
                {"id": f"{bot}-{words[0]}", "bot": bot, "hot": "*" in words, "answer": "", "phrasings": [],
                 "near": near and f"{bot}-{near}"})
        elif tag == "A":
            facts[-1]["answer"] = rest
        elif tag == "P":
            facts[-1]["phrasings"].append(rest)
        else:
            raise SystemExit(f"{path.name}:{number}: neither a fact, an answer nor a phrasing: {line}")
    return facts


def plain(text):
    """The text without case, punctuation and white space, to find phrasings that are the same."""
    kept = (c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(kept).split())


def verify(facts):
    ids, texts = set(), {}
    for fact in facts:
        if fact["id"] in ids:
            raise SystemExit(f"{fact['id']}: stands twice")
        if fact["near"] and fact["near"] not in ids:
            raise SystemExit(f"{fact['id']}: near miss of {fact['near']}, which does not stand before it")
        if not fact["answer"] or not fact["phrasings"]:
            raise SystemExit(f"{fact['id']}: lacks an answer or a phrasing")
        ids.add(fact["id"])
        for text in fact["phrasings"]:
            other = texts.setdefault(plain(text), fact["id"])
            if other != fact["id"] or fact["phrasings"].count(text) > 1:
                raise SystemExit(f"{fact['id']}: asked in the words of {other}: {text}")


def draw(facts):
    random = Random(SEED)
    hot = [fact for fact in facts if fact["hot"]]
    rest = [fact for fact in facts if not fact["hot"]]
    random.shuffle(hot)
    random.shuffle(rest)
    ranked = hot + rest
    popularity = [1_000_000 // (rank + 3) for rank in range(len(ranked))]

    unused = []
    for fact in ranked:
        phrasings = list(fact["phrasings"])
        random.shuffle(phrasings)
        unused.append(phrasings)
    asked = [[phrasings.pop()] for phrasings in unused]
    for _ in range(PARAPHRASES):
        # Popular facts run out of phrasings; the draw then goes on among the others.
        chosen = random.pick([weight if left else 0 for weight, left in zip(popularity, unused)])
        asked[chosen].append(unused[chosen].pop())

    prompts = [(fact, text) for fact, texts in zip(ranked, asked) for text in texts]
    for _ in range(PROMPTS - len(prompts)):
        chosen = random.pick(popularity)
        # Of the ways to ask, too, few are usual and many are rare.
        place = random.pick([60 // (rank + 1) for rank in range(len(asked[chosen]))])
        prompts.append((ranked[chosen], asked[chosen][place]))
    random.shuffle(prompts)
    return prompts


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def summary(prompts, facts):
    near = {fact["id"] for fact in facts if fact["near"]}
    texts, ids = set(), {}
    counts = {"exact repeats": 0, "paraphrases": 0, "first questions": 0, "near misses asked first": 0}
    for fact, text in prompts:
        if text in texts:
            counts["exact repeats"] += 1
        elif fact["id"] in ids:
            counts["paraphrases"] += 1
        elif fact["id"] in near:
            counts["near misses asked first"] += 1
        else:
            counts["first questions"] += 1
        texts.add(text)
        ids[fact["id"]] = ids.get(fact["id"], 0) + 1
    often = sorted(ids.values(), reverse=True)
    shares = ", ".join(f"{name} {count}" for name, count in counts.items())
    return (
        f"{len(prompts)} prompts, {len(texts)} texts, {len(ids)} answers: {shares}; "
        f"the 10 hottest questions are {sum(often[:10]) / len(prompts):.1%} of all, "
        f"{sum(1 for count in often if count == 1)} are asked once")


def main():
    facts = [fact for bot in BOTS for fact in read(bot)]
    verify(facts)
    prompts = draw(facts)
    files = {
        "workload.jsonl": lines(
            {"n": n, "bot": fact["bot"], "prompt": text, "answer_id": fact["id"]}
            for n, (fact, text) in enumerate(prompts, 1)),
        "answers.jsonl": lines({"id": fact["id"], "text": fact["answer"]} for fact in facts),
    }
    for name, content in files.items():
        path = HERE / name
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                raise SystemExit(f"{name} is not what make_workload.py writes; run it without --check")
        elif sys.argv[1:]:
            raise SystemExit(__doc__)
        else:
            path.write_text(content, encoding="utf-8")
    print(summary(prompts, facts))


if __name__ == "__main__":
    main()
