# SPDX-License-Identifier: Apache-2.0
"""Builds labelled pairs out of the tables. A pair: a, b, same, kind, group (never split between training and test)."""
import random
import re

from . import corpus, keep
from .change import Changer, add, normal

PARTNERS = [("lang", "lang2"), ("sqldb", "sqldb2"), ("human", "human2"), ("fmt", "fmt2"), ("city", "city2"), ("len", "len2"),
            ("os", "os2"), ("cur", "cur2"), ("v", "v2"), ("func", "func2"), ("str", "str2"), ("sub", "sub2"), ("ingr", "ingr2"),
            ("textform", "textform2"), ("col", "col2")]
SLOT_KINDS = {"n": "number", "n2": "number", "pct": "number", "port": "number", "status": "number", "size": "number", "v": "version",
              "v2": "version", "date": "date", "day": "date", "month": "date", "time": "date", "lang": "language name", "lang2": "language name",
              "human": "human language", "func": "identifier", "func2": "identifier", "path": "identifier", "flag": "identifier",
              "err": "identifier", "errno": "identifier", "envvar": "identifier", "str": "identifier", "mode": "number", "code": "identifier",
              "sent": "quoted text", "file": "identifier", "page": "identifier", "col": "identifier"}


class PairMaker:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.slots = corpus.load_slots()
        self.intents = corpus.load_intents()
        self.table = corpus.load_equivalences()
        self.additions = corpus.load_additions()
        self.contexts = corpus.load_contexts()
        self.changer = Changer()
        self.pairs = []
        self.seen = set()

    # Building blocks

    def values(self, intent):
        return corpus.choose(self.rng, self.slots, intent.slots)

    def text(self, template, values, strength=1.0):
        plain = corpus.fill(template, corpus.spell(self.rng, values))
        return keep.surface(self.rng, plain, self.table, strength)

    def emit(self, a, b, same, kind, group):
        if not a or not b or (normal(a) == normal(b) and not same):
            return
        if self.rng.random() < 0.5:
            a, b = b, a
        key = (a, b, same)
        if key in self.seen:
            return
        self.seen.add(key)
        self.pairs.append({"a": a, "b": b, "same": same, "kind": kind, "group": group, "source": "generated"})

    def strength(self):
        """Half of the texts come as they stand, the others more or less carelessly written."""
        return self.rng.choice([0, 0, 0, 0.7, 1.2])

    # Kinds of pairs

    def paraphrases(self, intent, rounds):
        """Every two lines that ask the same."""
        for _ in range(rounds):
            for i in range(len(intent.same)):
                for j in range(i + 1, len(intent.same)):
                    values = self.values(intent)
                    self.emit(self.text(intent.same[i], values, self.strength()), self.text(intent.same[j], values, self.strength()),
                              True, "paraphrase", intent.name)

    def rewrites(self, intent, rounds):
        """A line beside its own careful or careless copy: near texts that are the same."""
        for _ in range(rounds):
            template = self.rng.choice(intent.same + intent.other)
            values = self.values(intent)
            plain = corpus.fill(template, corpus.spell(self.rng, values, 1.0))
            other = self.text(template, values, 1.5)
            if normal(other) != normal(plain):
                self.emit(plain, other, True, "rewrite", intent.name)

    def phrases(self, intent, rounds):
        """One to three phrases of a line replaced by equivalent ones."""
        for _ in range(rounds):
            template = self.rng.choice(intent.same + intent.other)
            plain = corpus.fill(template, corpus.spell(self.rng, self.values(intent), 1.0))
            other, count = keep.replace_phrases(self.rng, plain, self.table, 3)
            if count:
                self.emit(plain, other, True, "phrase", intent.name)

    def near_misses(self, intent, rounds):
        """A line that asks the same beside one that does not."""
        for _ in range(rounds):
            for other in intent.other:
                for base in [intent.same[0], self.rng.choice(intent.same[1:])]:
                    values = self.values(intent)
                    self.emit(self.text(base, values, self.strength()), self.text(other, values, self.strength()), False, "near miss", intent.name)

    def other_values(self, intent, rounds):
        """The same question about something else: one slot changed, in the same or in other words."""
        if not intent.slots:
            return
        for _ in range(rounds):
            values = self.values(intent)
            slot = self.rng.choice(intent.slots)
            base = slot if slot in self.slots else slot.rstrip("2")
            pool = [v for v in self.slots[base] if v is not values[slot] and v is not values.get(slot + "2") and v is not values.get(base)]
            changed = dict(values) | {slot: self.rng.choice(pool)}
            with_slot = [t for t in intent.same + intent.other[:1] if "{" + slot + "}" in t]
            if not with_slot:
                continue
            first = self.rng.choice(with_slot)
            second = first if self.rng.random() < 0.5 else self.rng.choice(with_slot)
            self.emit(self.text(first, values, self.strength()), self.text(second, changed, self.strength()), False,
                      SLOT_KINDS.get(slot, "entity"), intent.name)

    def exchanged(self, intent, rounds):
        """The two values of a pair of slots exchanged: another direction. Only where the question has one."""
        for left, right in PARTNERS + [("n", "n2")]:
            if left in intent.slots and right in intent.slots and directed(intent):
                for _ in range(rounds):
                    values = self.values(intent)
                    changed = dict(values) | {left: values[right], right: values[left]}
                    both = [t for t in intent.same if "{" + left + "}" in t and "{" + right + "}" in t]
                    if both:
                        self.emit(self.text(self.rng.choice(both), values, self.strength()),
                                  self.text(self.rng.choice(both), changed, self.strength()), False, "role swap", intent.name)

    def symmetric(self, intent, rounds):
        """Where order means nothing ("difference between a and b"), exchanged values ask the same."""
        for left, right in PARTNERS:
            if left in intent.slots and right in intent.slots and "difference" in intent.same[0]:
                for _ in range(rounds):
                    values = self.values(intent)
                    changed = dict(values) | {left: values[right], right: values[left]}
                    self.emit(self.text(self.rng.choice(intent.same), values, self.strength()),
                              self.text(self.rng.choice(intent.same), changed, self.strength()), True, "order", intent.name)

    def changes(self, intent, rounds):
        """A change of sense by rule, half of them on top of other words for the same."""
        for kind in Changer.KINDS:
            for _ in range(rounds * (4 if kind in ("number", "unit", "date", "negation", "question", "identifier", "swap") else 2)):
                values = self.values(intent)
                base = corpus.fill(self.rng.choice(intent.same), corpus.spell(self.rng, values, 1.0))
                changed = self.changer.change(self.rng, base, kind)
                if changed is None:
                    continue
                first = base if self.rng.random() < 0.5 else corpus.fill(self.rng.choice(intent.same), corpus.spell(self.rng, values))
                if normal(first) == normal(changed):
                    continue
                self.emit(keep.surface(self.rng, first, self.table, self.strength()),
                          keep.surface(self.rng, changed, self.table, self.strength()), False, kind, intent.name)

    def with_additions(self, intent, rounds):
        """Conditions, forms, scopes: on one side only, on both, or different ones."""
        for _ in range(rounds):
            values = self.values(intent)
            one, two = self.rng.choice(intent.same), self.rng.choice(intent.same)
            if self.rng.random() < 0.3:
                two = one
            kind, variants = self.rng.choice(self.additions)
            a = self.text(one, values, self.strength() * 0.5)
            b = self.text(two, values, self.strength() * 0.5)
            case = self.rng.random()
            if case < 0.45:
                self.emit(add(a, self.rng.choice(variants)), b, False, "added " + kind, intent.name)
            elif case < 0.65:
                other_kind, others = self.rng.choice(self.additions)
                if others is not variants:
                    self.emit(add(a, self.rng.choice(variants)), add(b, self.rng.choice(others)), False, "other " + kind, intent.name)
            else:
                self.emit(add(a, self.rng.choice(variants)), add(b, self.rng.choice(variants)), True, "same " + kind, intent.name)

    def two_questions(self, intent, rounds):
        """Two questions in one: both orders are the same, one of them alone is not."""
        for _ in range(rounds):
            other = self.rng.choice([i for i in self.intents if i.topic == intent.topic and i is not intent])
            values, more = self.values(intent), self.values(other)
            more.update({k: v for k, v in values.items() if k in more and k.rstrip("2") == k})
            if any(more.get(k) is more.get(k + "2") for k in more if k + "2" in more):
                continue
            question = lambda which, vals: self.text(self.rng.choice(which.same), vals, self.strength() * 0.4)
            a1, b1, a2, b2 = question(intent, values), question(other, more), question(intent, values), question(other, more)
            join = lambda x, y: x + ("" if x[-1] in ".?!" else ".") + self.rng.choice([" ", " ", " Also: ", " Second question: "]) + y
            if self.rng.random() < 0.5:
                both = join(a2, b2) if self.rng.random() < 0.5 else join(b2, a2)
                self.emit(join(a1, b1), both, True, "two questions", intent.name)
            else:
                self.emit(join(a1, b1), self.rng.choice([a2, b2]), False, "part", intent.name)

    def in_context(self, intent, rounds):
        """A longer prompt with background; the question at its end, or one sentence of the background, differs."""
        for _ in range(rounds):
            count = self.rng.choice([1, 2, 3, 4, 6, 9])
            templates = self.rng.sample(self.contexts, count)
            names = sorted({a + b for t in templates for a, b in corpus.SLOT.findall(t)})
            background = corpus.choose(self.rng, self.slots, names)
            values = self.values(intent)
            fill = lambda ts, vals: " ".join(corpus.fill(t, corpus.spell(self.rng, vals, 1.0)) for t in ts)
            base = fill(templates, background)
            one, two = self.rng.choice(intent.same), self.rng.choice(intent.same)
            a = base + " " + self.text(one, values, 0)
            case = self.rng.random()
            if case < 0.4:
                order = templates if self.rng.random() < 0.6 else self.rng.sample(templates, count)
                self.emit(a, keep.surface(self.rng, fill(order, background) + " " + self.text(two, values, 0.5), self.table, self.strength() * 0.5),
                          True, "context", intent.name)
            elif case < 0.7:
                self.emit(a, base + " " + self.text(self.rng.choice(intent.other), values, 0), False, "tail", intent.name)
            elif case < 0.85 and names:
                slot = self.rng.choice(names)
                key = slot if slot in self.slots else slot.rstrip("2")
                pool = [v for v in self.slots[key] if v is not background[slot]]
                changed = dict(background) | {slot: self.rng.choice(pool)}
                self.emit(a, fill(templates, changed) + " " + self.text(two, values, 0), False, "background", intent.name)
            else:
                changed = self.changer.change(self.rng, self.text(two, values, 0), self.rng.choice(Changer.KINDS))
                if changed:
                    self.emit(a, base + " " + changed, False, "tail", intent.name)

    def across(self, rounds):
        """Other intents of the same topic, with the same values where they share slots; and pairs at random."""
        by_slot = {}
        for intent in self.intents:
            for slot in intent.slots:
                by_slot.setdefault(slot, []).append(intent)
        for intent in self.intents:
            for _ in range(rounds):
                slot = self.rng.choice(intent.slots) if intent.slots else None
                pool = by_slot[slot] if slot and self.rng.random() < 0.75 else [i for i in self.intents if i.topic == intent.topic]
                other = self.rng.choice(pool)
                if other is intent:
                    continue
                values = self.values(intent)
                more = self.values(other) | {k: v for k, v in values.items() if k in other.slots}
                if any(more[k] is more.get(k + "2") for k in more):
                    continue
                self.emit(self.text(self.rng.choice(intent.same), values, self.strength()), self.text(self.rng.choice(other.same), more, self.strength()),
                          False, "other intent", intent.name)
            other = self.rng.choice(self.intents)
            if other is not intent:
                self.emit(self.text(self.rng.choice(intent.same), self.values(intent)), self.text(self.rng.choice(other.same), self.values(other)),
                          False, "random", intent.name)

    def languages(self):
        for number, row in enumerate(corpus.load_languages()):
            group = f"language-{number:02d}"
            for i in range(len(row)):
                for j in range(i + 1, len(row)):
                    self.emit(row[i], row[j], False, "prompt language", group)
                self.emit(row[i], keep.lower(row[i]), True, "rewrite", group)
                self.emit(row[i], row[i].rstrip("?. ") + "??", True, "rewrite", group)

    def make(self):
        for intent in self.intents:
            many = 2 if intent.slots else 1
            self.paraphrases(intent, 2 * many)
            self.rewrites(intent, 3 * many)
            self.phrases(intent, 4 * many)
            self.near_misses(intent, many)
            self.other_values(intent, 8)
            self.exchanged(intent, 6)
            self.symmetric(intent, 6)
            self.changes(intent, many)
            self.with_additions(intent, 8 * many)
            self.two_questions(intent, 3)
            self.in_context(intent, 6)
        self.across(6)
        self.languages()
        return self.pairs


DIRECTED = re.compile(r"\b(from|over|before|faster|into|than|to \{|for \{cur2\}|instead of|with \"|advantages of|call \{)\b|\{\w+\} to \{\w+2\}|for \{cur2\}| in \{cur2\}|are \{n2\}", re.I)


def directed(intent):
    """Whether the first line of an intent has a direction, so that exchanging its two values asks something else."""
    first = intent.same[0]
    return bool(DIRECTED.search(first)) and "difference" not in first and "between" not in first
