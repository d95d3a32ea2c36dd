#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the hand-written data of the pair verifier.

    check_data.py [--fresh SHARE] DIRECTORY [DIRECTORY...]

Reads groups.jsonl, tail.jsonl and scope.jsonl of each directory, as far as they are there, prints what they hold, and
exits with 1 when a rule is broken: the schema, lengths, texts that occur twice, unknown kinds, too few paraphrases in
words of their own, a difference outside the tail. With two or more directories no topic and no text may be in both.
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

DOMAINS = ("coding", "operations", "support", "general", "writing")
KINDS = (
    "number", "unit", "version", "date", "negation", "antonym", "entity", "cohyponym", "role_swap", "scope",
    "condition", "question_word", "format", "identifier", "language", "part", "notion",
)
PARAPHRASES = NEGATIVES = 4
WORDS_OF_A_PROMPT = (3, 80)
WORDS_OF_A_LONG_PROMPT = (300, 900)
TAIL = 0.05  # share of a long prompt, from its end, that may differ
FRESH_BELOW = 0.30  # a paraphrase is fresh when it shares less than this of its content words with the seed
LARGEST_KIND = 0.15  # no kind may hold more of a directory's negatives
SCOPE_WORDS_CHANGED = 12  # a scope pair differs in at most so many words, both sides together

STOP = frozenset("""
a about above after again all also am an and any are aren't as at be because been before being below between both but by
can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else ever every few for
from further get gets getting give go going got had has hasn't have haven't having he her here hers him his how how's
however i i'd i'll i'm i've if in into is isn't it it's its itself just let let's like many may me might mine more most
much must my myself need needs no nor not now of off on once one only or other our ours out over own perhaps please pls
plz quite rather really same shall she should shouldn't so some such tell than thank thanks that that's the their theirs
them then there there's these they they're this those through thus to too under until up upon us very want wants was
wasn't way we we're were what what's when where whether which while who who's whom whose why will with within without
won't would wouldn't yet you you'd you'll you're your yours hi hello hey
""".split())
WORD = re.compile(r"[^\W_]+(?:['’.+#/_-][^\W_]+)*[+#]*")


IRREGULAR = {
    "using": "use", "used": "use", "uses": "use", "usage": "use", "bought": "buy", "paid": "pay", "sent": "send",
    "broke": "break", "broken": "break", "ran": "run", "wrote": "write", "written": "write", "kept": "keep",
    "left": "leave", "made": "make", "took": "take", "taken": "take", "lost": "lose", "found": "find", "built": "build",
    "told": "tell", "said": "say", "saw": "see", "seen": "see", "came": "come", "went": "go", "children": "child",
    "people": "person", "men": "man", "women": "woman", "flew": "fly", "flown": "fly", "flight": "fly", "flights": "fly",
}


def stem(word):
    """A word without its commonest English endings: enough to see "renew", "renews" and "renewal" as one."""
    word = IRREGULAR.get(word, word)
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in (
        ("ization", ""), ("isation", ""), ("ational", ""), ("fulness", ""), ("iveness", ""), ("ousness", ""),
        ("ations", ""), ("ation", ""), ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""), ("nesses", ""),
        ("ness", ""), ("ities", ""), ("ity", ""), ("ically", "ic"), ("ably", ""), ("able", ""), ("ible", ""),
        ("izing", ""), ("ising", ""), ("ized", ""), ("ised", ""), ("izes", ""), ("ises", ""), ("ize", ""), ("ise", ""),
        ("ings", ""), ("ing", ""), ("ions", ""), ("ion", ""), ("ies", "y"), ("ied", "y"), ("ances", ""), ("ance", ""),
        ("ences", ""), ("ence", ""), ("als", ""), ("al", ""), ("ers", ""), ("er", ""), ("ed", ""), ("ly", ""),
        ("es", ""), ("s", ""), ("e", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


def words(text):
    return WORD.findall(text.lower().replace("’", "'"))


def content(text):
    """The stems of a text's words, without stop words."""
    return {stem(word.removesuffix("'s")) for word in words(text) if word not in STOP}


def common_share(a, b):
    """Jaccard overlap of two texts' content words."""
    a, b = content(a), content(b)
    return len(a & b) / len(a | b) if a | b else 1.0


def normal(text):
    """A text without letter case, white space and the punctuation around its words."""
    return " ".join(words(text))


class Report:
    """Collects broken rules."""

    def __init__(self):
        self.broken = []

    def need(self, holds, where, rule):
        if not holds:
            self.broken.append(f"{where}: {rule}")
        return holds


def rows(path, report):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            report.need(False, where, f"no JSON object: {error}")
            continue
        if report.need(isinstance(row, dict), where, "no JSON object"):
            yield f"{where} ({row.get('id')})", row


def texts_hold(where, texts, span, report):
    whole = True
    for text in texts:
        if not report.need(isinstance(text, str) and text == text.strip() and text, where, f"no clean text: {text!r}"):
            whole = False
            continue
        count = len(text.split())
        low, high = span
        report.need(low <= count <= high, where, f"{count} words, not {low} to {high}: {text[:60]!r}")
    return whole


def unique(where, row, seen, report):
    name = row.get("id")
    report.need(isinstance(name, str) and name, where, "no id")
    report.need(name not in seen, where, f"id {name} is used twice")
    seen.add(name)


def check_groups(path, fresh_wanted, ids, report):
    texts, topics, domains, kinds = {}, set(), Counter(), Counter()
    shares = []
    for where, row in rows(path, report):
        unique(where, row, ids, report)
        keys = {"id", "domain", "topic", "seed", "paraphrases", "negatives"}
        if not report.need(set(row) == keys, where, f"keys are {sorted(row)}, not {sorted(keys)}"):
            continue
        report.need(row["domain"] in DOMAINS, where, f"unknown domain {row['domain']!r}")
        report.need(isinstance(row["topic"], str) and row["topic"], where, "no topic")
        domains[row["domain"]] += 1
        topics.add(str(row["topic"]).lower())
        same, different = row["paraphrases"], row["negatives"]
        report.need(len(same) == PARAPHRASES, where, f"{len(same)} paraphrases")
        report.need(len(different) == NEGATIVES, where, f"{len(different)} negatives")
        if not report.need(all(isinstance(n, dict) and set(n) == {"text", "kind"} for n in different), where,
                           "a negative is {text, kind}"):
            continue
        for negative in different:
            report.need(negative["kind"] in KINDS, where, f"unknown kind {negative['kind']!r}")
            kinds[negative["kind"]] += 1
        all_texts = [row["seed"], *same, *(n["text"] for n in different)]
        if not texts_hold(where, all_texts, WORDS_OF_A_PROMPT, report):
            continue
        for text in all_texts:
            before = texts.setdefault(normal(text), where)
            report.need(before is where, where, f"also in {before}: {text!r}")
        report.need(len({normal(t) for t in all_texts}) == len(all_texts), where, "two of its texts are equal")
        shares += [common_share(row["seed"], text) for text in same]
    if not shares:
        report.need(False, path, "no groups")
        return texts, topics
    negatives = sum(kinds.values())
    fresh = sum(share < FRESH_BELOW for share in shares) / len(shares)
    lengths = sorted(len(text.split()) for text in texts)
    print(f"{path}: {sum(domains.values())} groups, {len(shares)} paraphrases, {negatives} negatives")
    print("  domains: " + ", ".join(f"{name} {domains[name]}" for name in DOMAINS))
    print("  kinds: " + ", ".join(f"{name} {kinds[name]}" for name in KINDS))
    print(f"  words: {lengths[0]} to {lengths[-1]}, median {lengths[len(lengths) // 2]}; topics: {len(topics)}")
    print(f"  paraphrases under {FRESH_BELOW:.0%} common content words: {fresh:.1%} (mean overlap "
          f"{sum(shares) / len(shares):.3f})")
    report.need(fresh >= fresh_wanted, path, f"only {fresh:.1%} of the paraphrases are fresh, {fresh_wanted:.0%} wanted")
    for kind, count in kinds.items():
        report.need(count <= LARGEST_KIND * negatives or negatives < 40, path, f"{kind} holds {count} of {negatives} negatives")
    return texts, topics


def common_start(a, b):
    count = 0
    for left, right in zip(a, b):
        if left != right:
            break
        count += 1
    return count


def check_pairs(path, span, ids, report, rule):
    texts, kinds = {}, Counter()
    for where, row in rows(path, report):
        unique(where, row, ids, report)
        if not report.need(set(row) == {"id", "a", "b", "kind"}, where, f"keys are {sorted(row)}"):
            continue
        if not texts_hold(where, (row["a"], row["b"]), span, report):
            continue
        report.need(row["kind"] in KINDS, where, f"unknown kind {row['kind']!r}")
        kinds[row["kind"]] += 1
        for text in (row["a"], row["b"]):
            before = texts.setdefault(normal(text), where)
            report.need(before is where, where, f"also in {before}: {text[:60]!r}")
        report.need(row["a"].split() != row["b"].split(), where, "both sides are equal")  # letter case may decide
        rule(where, row)
    print(f"{path}: {sum(kinds.values())} pairs; " + ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS if kinds[kind]))
    return texts


def check(directory, fresh_wanted, report):
    ids, texts, topics = set(), {}, set()

    def tail_only(where, row):
        start = common_start(row["a"], row["b"])
        longest = max(len(row["a"]), len(row["b"]))
        report.need(start >= (1 - TAIL) * longest, where, f"differs from {start / longest:.1%} on, not in the tail only")

    def scope_only(where, row):
        report.need(row["kind"] == "scope", where, "kind is not scope")
        a, b = Counter(words(row["a"])), Counter(words(row["b"]))
        changed = sum(((a - b) + (b - a)).values())
        report.need(changed <= SCOPE_WORDS_CHANGED, where, f"differs in {changed} words")

    found = False
    if (path := directory / "groups.jsonl").is_file():
        found = True
        texts, topics = check_groups(path, fresh_wanted, ids, report)
    for name, span, rule in (
        ("tail.jsonl", WORDS_OF_A_LONG_PROMPT, tail_only), ("scope.jsonl", WORDS_OF_A_PROMPT, scope_only),
    ):
        if (path := directory / name).is_file():
            found = True
            for text, where in check_pairs(path, span, ids, report, rule).items():
                report.need(text not in texts, where, f"also in {texts.get(text)}")
                texts[text] = where
    report.need(found, directory, "holds no data")
    return texts, topics


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directories", nargs="+", type=Path, metavar="DIRECTORY")
    options.add_argument("--fresh", type=float, default=0.40, metavar="SHARE",
                         help="wanted share of paraphrases in words of their own (default 0.40)")
    chosen = options.parse_args()
    report = Report()
    texts, topics = {}, {}
    for directory in chosen.directories:
        own_texts, own_topics = check(directory, chosen.fresh, report)
        for text, where in own_texts.items():
            report.need(text not in texts, where, f"also in {texts.get(text)}")
        for topic in own_topics:
            report.need(topic not in topics, directory, f"topic {topic!r} is also in {topics.get(topic)}")
        texts.update(own_texts)
        topics.update(dict.fromkeys(own_topics, directory))
    for line in report.broken:
        print(line, file=sys.stderr)
    print(f"{len(report.broken)} broken rules" if report.broken else "ok")
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
