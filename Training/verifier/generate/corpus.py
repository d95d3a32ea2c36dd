# SPDX-License-Identifier: Apache-2.0
"""Reads the hand-written tables: intents, slots, phrases, families, additions."""
import pathlib
import re
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
WORDS = HERE.parent / "words"
SLOT = re.compile(r"\{([a-z]+)(2?)\}")


def lines(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@dataclass
class Intent:
    """`same` lines all ask one thing, `other` lines ask something else than those."""

    name: str
    topic: str
    same: list = field(default_factory=list)
    other: list = field(default_factory=list)

    @property
    def slots(self):
        return sorted({a + b for text in self.same + self.other for a, b in SLOT.findall(text)})


def load_intents():
    intents = []
    for path in sorted((HERE / "intents").glob("*.txt")):
        current = None
        for line in path.read_text(encoding="utf-8").splitlines() + [""]:
            if line.startswith("= "):
                if current is None:
                    current = Intent(f"{path.stem}-{len(intents):03d}", path.stem)
                    intents.append(current)
                current.same.append(line[2:].strip())
            elif line.startswith("! "):
                current.other.append(line[2:].strip())
            elif not line.strip():
                current = None
            elif not line.startswith("#"):
                raise SystemExit(f"{path.name}: neither '=' nor '!': {line}")
    for intent in intents:
        if len(intent.same) < 2 or not intent.other:
            raise SystemExit(f"{intent.name} lacks lines: {intent.same}")
    return intents


def load_slots():
    """name -> list of values; a value is a list of its spellings, or a range of numbers."""
    slots = {}
    for line in lines(HERE / "slots.txt"):
        name, values = line.split(": ", 1)
        span = re.fullmatch(r"(\d+)\.\.(\d+)", values)
        if span:
            slots[name] = [[str(n)] for n in range(int(span[1]), int(span[2]) + 1)]
        elif name in ("code", "notes"):  # their values hold commas or equals signs
            slots[name] = [[v] for v in values.split(", ") if v] if name == "notes" else [[v] for v in split_code(values)]
        else:
            slots[name] = [[s.strip() for s in value.split(" = ")] for value in values.split(", ")]
    return slots


def split_code(values):
    """Commas stand inside code too: a part that is no line of its own joins the one before it."""
    parts = []
    for part in values.split(", "):
        if parts and (part in ("b = b", "a") or parts[-1].count("(") > parts[-1].count(")")):
            parts[-1] += ", " + part
        else:
            parts.append(part)
    return parts


# Words with so many senses that replacing them blindly goes wrong; they are only ever put in place of others.
AMBIGUOUS = set(
    "key main us if whether list min max with using select help code program mean represent before current new reach contact keep "
    "prove gone reserve shift substitute post reason since as appear become once fine hard gas fall save plan close right around "
    "over under above notebook lower cut raise order mail business position staff change turn act present mention represent "
    "decline reject implement run start end stop must for to about show learn halt normal typically pay answer reply response "
    "clear fix mend bit let tell try like before note period even still current cap treat store separate".split())


def load_equivalences():
    """(phrase, [replacements]) for every phrase that may be replaced, longest first."""
    table = {}
    for line in lines(HERE / "equivalences.txt"):
        one_way = line.startswith(">")
        phrases = [p.strip() for p in line.lstrip("> ").split(" = ")]
        for i, phrase in enumerate(phrases):
            if (one_way and i > 0) or phrase in AMBIGUOUS:
                continue
            table.setdefault(phrase, []).extend(p for p in phrases if p != phrase)
    return sorted(table.items(), key=lambda item: (-len(item[0]), item[0]))


def load_families():
    """(kind, members): words that are near to each other and still mean different things."""
    result = []
    for line in lines(HERE / "notions.txt"):
        kind, members = line.split(": ", 1)
        result.append((kind, [m.strip() for m in members.split(",")]))
    return result


def load_additions():
    """(kind, variants)."""
    result = []
    for line in lines(HERE / "suffixes.txt"):
        kind, variants = line.split(": ", 1)
        result.append((kind, [v.strip() for v in variants.split(" | ")]))
    return result


def load_contexts():
    return list(lines(HERE / "contexts.txt"))


def load_languages():
    return [[p.strip() for p in line.split(" | ")] for line in lines(HERE / "languages.txt")]


def load_antonyms():
    pairs = []
    for line in lines(WORDS / "antonyms.txt"):
        left, right = (p.strip() for p in line.split(","))
        pairs += [(left, right), (right, left)]
    return pairs


def load_sets():
    result = []
    for line in lines(WORDS / "sets.txt"):
        name, members = line.split(": ", 1)
        result.append((name, [[s.strip() for s in m.split(" = ")] for m in members.split(",")]))
    return result


def article(text):
    """Mends "a" before a vowel after slots were filled."""
    text = re.sub(r"\b([Aa]) (?=[aeioAEIO][a-zA-Z])(?!one\b|euro|uni)", r"\1n ", text)
    return re.sub(r"\b([Aa])n (?=[bcdfgjkpqtvwyz])", r"\1 ", text)


def fill(text, values):
    """Puts values into the slots; `values` maps slot name -> spelling."""
    return article(SLOT.sub(lambda m: values[m[1] + m[2]], text))


def choose(rng, slots, names):
    """A value for each slot name; a name that ends in 2 gets another value than its partner."""
    chosen = {}
    for name in names:
        base = name if name in slots else name.rstrip("2")
        taken = chosen.get(base)
        pool = [v for v in slots[base] if v is not taken]
        chosen[name] = rng.choice(pool)
    return chosen


def spell(rng, chosen, plain=0.75):
    """One spelling of each value, mostly the first."""
    return {name: value[0] if rng.random() < plain else rng.choice(value) for name, value in chosen.items()}
