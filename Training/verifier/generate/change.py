# SPDX-License-Identifier: Apache-2.0
"""Changes of a text that change what it asks. Each takes the text and returns the changed one, or None where it finds nothing."""
import re

from .corpus import load_antonyms, load_families, load_sets
from .keep import fixed_spans, free

UNITS = [
    ["MB", "GB", "TB", "KB"], ["megabytes", "gigabytes", "terabytes"], ["minutes", "hours", "seconds", "days"],
    ["minute", "hour", "day"], ["days", "weeks", "months", "hours"], ["weeks", "months", "days"], ["metres", "feet", "kilometres", "miles"],
    ["km", "miles"], ["euros", "dollars", "pounds", "yen"], ["words", "sentences", "lines", "pages"],
    ["per second", "per minute", "per hour", "per day"], ["days", "nights"],
    ["ms", "s"], ["%", " percentage points"], ["month", "week", "year"], ["cm", "mm", "inches"], ["kg", "g", "pounds"],
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
QUESTION = [
    ("How do I ", ["Why should I ", "When should I ", "Can I ", "How often should I ", "Who can help me ", "Do I have to ",
                   "How long does it take to ", "Should I ", "What does it cost to ", "What happens if I ", "Why can't I "]),
    ("How can I ", ["Why should I ", "When can I ", "Can I ", "Should I ", "What does it cost to ", "Why can't I "]),
    ("How does ", ["Why does ", "When does ", "Where does ", "Since when does "]),
    ("Why does ", ["How does ", "When does ", "Since when does ", "How often does "]),
    ("Why do ", ["How do ", "When do ", "Where do ", "How often do "]),
    ("Why is ", ["Since when is ", "Is ", "How do I check whether "]),
    ("What is ", ["Who invented ", "Why is ", "When do I need ", "What is not ", "Who needs "]),
    ("What's ", ["Why is there ", "Who decides on ", "Who needs "]),
    ("When ", ["Why ", "How ", "Where "]),
    ("Where ", ["When ", "Why ", "How "]),
    ("How often ", ["How long ", "Why ", "When "]),
    ("How long ", ["How often ", "Why ", "When "]),
    ("How many ", ["Which ", "What sort of "]),
    ("How much ", ["What kind of ", "When and how much "]),
    ("Can I ", ["Why can't I ", "How can I ", "When can I ", "Must I ", "Why can I "]),
    ("Which ", ["How many ", "Why do ", "Who makes the "]),
    ("Write ", ["How do I write ", "Translate ", "Proofread ", "Explain ", "Shorten ", "How long should be "]),
    ("Explain ", ["Criticise ", "Give an example of ", "Who came up with ", "Draw "]),
    ("Give me ", ["How do I write ", "Where can I buy ", "Explain ", "Give my friend "]),
    ("Translate ", ["Correct ", "Shorten ", "Explain "]),
    ("Suggest ", ["Criticise ", "Translate ", "Explain "]),
    ("Recommend ", ["Summarise ", "Criticise ", "Warn me of "]),
    ("List ", ["Count ", "Explain ", "Rank "]),
]
NEGATIONS = [
    (r"^How do I ", ["How do I avoid having to ", "How do I not ", "What do I do if I don't want to ", "How do I undo it after I "]),
    (r"^How can I ", ["How can I not ", "What if I can't ", "How can I avoid to "]),
    (r"^Can I ", ["Can I never ", "Can I choose not to ", "Am I forbidden to "]),
    (r"^Should I ", ["Should I not ", "Should I stop to "]),
    (r"\bshould I\b", ["should I not", "should I never"]),
    (r"\bWhy does (my |the )?([\w-]+) ", [r"Why doesn't \1\2 ", r"Why does \1\2 never "]),
    (r"\bWhy is ", ["Why isn't "]),
    (r"\bWhy are ", ["Why aren't "]),
    (r"\bWhy do ", ["Why don't "]),
    (r"\bdoes not\b", ["does"]),
    (r"\bdoesn't\b", ["does"]),
    (r"\bdo not\b", ["do"]),
    (r"\bdon't (?!understand|know|get)", ["do "]),
    (r"\bcan't (?!get to sleep|make sense|remember|recall)", ["can "]),
    (r"\bcannot\b", ["can"]),
    (r"\bwon't\b", ["will"]),
    (r"\bisn't\b", ["is"]),
    (r"\bnot ", [""]),
    (r"\bnever\b", ["always"]),
    (r"\bno longer\b", ["still"]),
    (r"\bwithout\b", ["with", "not without"]),
    (r"\bwith\b", ["without"]),
    (r"\bis ([a-z]+ed)\b", [r"is not \1", r"is never \1"]),
    (r"\bwhich ([a-z]+s)\b", [r"which never \1"]),
    (r"\bthat ([a-z]+s)\b", [r"that never \1", r"that no longer \1"]),
    (r"\bwhen called\b", ["when not called"]),
    (r"\bexists\b", ["does not exist", "no longer exists"]),
    (r"\bis allowed\b", ["is not allowed", "is forbidden"]),
    (r"\bwho has\b", ["who hasn't"]),
    (r"\bhasn't\b", ["has"]),
    (r"\bI want\b", ["I don't want"]),
    (r"\bfails?\b", ["succeeds"]),
    (r"\bworks\b", ["fails"]),
]
SCOPES = [
    (r"\ball (the )?", ["only the first ", "some ", "none of the ", "half of the "]),
    (r"\bevery\b", ["the first", "every second", "only one"]),
    (r"\beach\b", ["the first", "every other"]),
    (r"\b(a|an) (single )?(?=[a-z]+ )", ["every ", "the first ", "only one ", "several different "]),
    (r"\bthe (?=[a-z]+ )", ["every ", "only the first ", "the second ", "the last "]),
    (r"\bmy (?=[a-z]+ )", ["all of my ", "only my first ", "my parents' ", "my company's ", "someone else's "]),
    (r"\btwo\b", ["three", "more than two", "only one of two"]),
    (r"\bonly\b", ["not only", "also"]),
    (r"\bone\b", ["every", "all"]),
    (r"\bentire\b", ["first half of the"]),
    (r"\bsome\b", ["all", "no"]),
    (r"\bmost\b", ["least", "some of the"]),
    (r"\bbest\b", ["worst", "second best", "cheapest"]),
]
# Names that are everyday words too: only the capitalised ones are names.
PLAIN_WORDS = set(
    "go make fish swift rust express spring square real won may march second signal teams post basic ant phoenix gin echo fiber rocket "
    "render chef puppet salt foundation less float vector linear threads switch edge brave opera atom act mint arch excel word access "
    "numbers notion bun gem snap bottle pyramid ember lit remix astro parcel solid render drone flux ip set map array list graph string "
    "lead tin foot stone us nice real mercury earth bit march gold real lime pear turkey china iron pin mail free team pro".split())


def swap_first(rng, text, options):
    """Applies one of the (pattern, replacements) at a random place where it matches outside fixed text."""
    spans = fixed_spans(text)
    found = []
    for pattern, news in options:
        for match in re.finditer(pattern, text):
            if free(match.span(), spans) or match.start() == 0:
                found.append((match, news))
    if not found:
        return None
    match, news = rng.choice(found)
    return text[:match.start()] + match.expand(rng.choice(news)) + text[match.end():]


class Changer:
    """All changes of sense; holds the word lists, so that they are read once."""

    def __init__(self):
        self.antonyms = load_antonyms()
        self.sets = [(name, [m for m in members]) for name, members in load_sets()
                     if name not in ("question parts", "permissions", "processes", "heat", "loops", "build tools", "sql clauses", "http methods",
                                     "sql statements", "git commands", "request verbs", "types", "code levels", "account actions")]
        self.families = load_families()

    def number(self, rng, text):
        found = [m for m in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)", text)]
        if not found:
            return None
        match = rng.choice(found)
        old = match[0]
        if "." in old:
            whole, part = old.split(".", 1)
            new = rng.choice([f"{int(whole) + rng.randint(1, 3)}.{part}", f"{whole}.{int(part) + rng.randint(1, 4)}", whole + ".0" + part])
        else:
            value = int(old)
            new = str(rng.choice([value + 1, value + rng.randint(2, 9), value * 2, value * 10, max(1, value - 1), value + 100,
                                  max(2, value // 2), int(old[::-1]) or value + 3]))
        return None if new == old else text[:match.start()] + new + text[match.end():]

    def unit(self, rng, text):
        found = []
        for family in UNITS:
            for unit in family:
                for match in re.finditer(rf"(?<=\d[ -]|.\d){re.escape(unit)}(?!\w)" if unit[0] != "p" else rf"\b{unit}\b", text):
                    found.append((match, [u for u in family if u != unit]))
        if not found:
            return None
        match, others = rng.choice(found)
        return text[:match.start()] + rng.choice(others) + text[match.end():]

    def date(self, rng, text):
        for names in (WEEKDAYS, MONTHS):
            found = [m for m in re.finditer(r"\b(" + "|".join(names) + r")\b", text)]
            if found:
                match = rng.choice(found)
                return text[:match.start()] + rng.choice([n for n in names if n != match[0]]) + text[match.end():]
        return None

    def negation(self, rng, text):
        return swap_first(rng, text, NEGATIONS)

    def scope(self, rng, text):
        return swap_first(rng, text, SCOPES)

    def question(self, rng, text):
        if re.match(r"(When|Where) (?!is|are|do|does|did|should|can|will|must)", text) or re.match(r"What('s| is) (the|a) [\w-]+ (way|code|method|command)", text):
            return None
        for opening, others in QUESTION:
            if text.startswith(opening):
                return rng.choice(others) + text[len(opening):]
        return None

    def antonym(self, rng, text):
        spans = fixed_spans(text)
        found = []
        lowered = text.lower()
        for left, right in self.antonyms:
            if left not in lowered:
                continue
            for match in re.finditer(rf"(?<![\w-]){re.escape(left)}(?![\w-])", text, re.I):
                if free(match.span(), spans):
                    found.append((match, right))
        if not found:
            return None
        match, right = rng.choice(found)
        right = right.capitalize() if match[0][0].isupper() else right
        return text[:match.start()] + right + text[match.end():]

    def sister(self, rng, text):
        """Another member of one of our sets: python -> ruby, Monday -> Friday."""
        found = []
        lowered = text.lower()
        for _, members in self.sets:
            for spellings in members:
                for spelling in spellings:
                    if len(spelling) < 2 or spelling not in lowered:
                        continue
                    for match in re.finditer(rf"(?<![\w-]){re.escape(spelling)}(?![\w-])", text, re.I):
                        if spelling in PLAIN_WORDS and not match[0][0].isupper():
                            continue
                        found.append((match, [m[0] for m in members if m is not spellings]))
        if not found:
            return None
        match, others = rng.choice(found)
        new = rng.choice(others)
        if match[0].isupper() and len(match[0]) > 1:
            new = new.upper() if len(new) < 6 else new.capitalize()
        elif match[0][0].isupper():
            new = new.capitalize()
        return text[:match.start()] + new + text[match.end():]

    def notion(self, rng, text):
        """A near but different word of the same family: delete -> archive, row -> column."""
        spans = fixed_spans(text)
        found = []
        lowered = text.lower()
        for kind, members in self.families:
            for member in members:
                for ending in {"v": ["", "s", "ing"], "n": ["", "s"], "x": [""]}[kind]:
                    form = inflect(member, ending)
                    if form.lower() not in lowered:
                        continue
                    for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text, re.I):
                        if free(match.span(), spans):
                            found.append((match, [inflect(m, ending) for m in members if m != member]))
        if not found:
            return None
        match, others = rng.choice(found)
        new = rng.choice(others)
        new = new[0].upper() + new[1:] if match[0][0].isupper() else new
        return re.sub(r"\b([Aa]) (?=[aeio]\w)", r"\1n ", text[:match.start()] + new + text[match.end():])

    def identifier(self, rng, text):
        """Another identifier, path, flag or quoted text; sometimes only another case."""
        found = [m for m in re.finditer(r"\b[a-z]+[A-Z]\w+\b|\b\w+_\w+\b|(?<= )-{1,2}[a-z][\w-]*|(?<=[ \"])[~/][\w./~-]+|\b[A-Z]{3,}_[A-Z_]+\b|"
                                        r"\b\w+\.(?:sh|py|js|html)\b|(?<=\")[^\"]{3,}(?=\")", text)]
        if not found:
            return None
        match = rng.choice(found)
        old = match[0]
        if old.startswith("-"):
            new = rng.choice([old + "s", old[:-1] + rng.choice("abcdefnrvxz"), "-" + old[1:].upper() if len(old) == 2 else old[1:3]])
        elif old[0] in "~/":
            new = rng.choice([old + ".bak", old + "2", old.rsplit("/", 1)[0] + "/" + rng.choice(["local", "cache", "default", "data"]), old.replace("/var", "/usr").replace("/etc", "/srv")])
        elif re.fullmatch(r"\w+\.\w+", old):
            stem, ending = old.split(".")
            new = rng.choice([stem + "2." + ending, stem + "." + rng.choice(["rb", "txt", "go"]), "run_" + old])
        elif " " in old:
            words = old.split(" ")
            at = rng.randrange(len(words))
            words[at] = rng.choice(["never", "always", "their", "blue", "early", "our", "memory", "order", "value"])
            new = " ".join(words)
        else:
            new = rng.choice([old.replace("get", "set").replace("load", "save").replace("read", "write"), old + "s", old + "2", old + "Async",
                              old[0].upper() + old[1:], old.lower(), old.upper(), old.replace("_", "")])
        return None if new == old else text[:match.start()] + new + text[match.end():]

    def swap(self, rng, text):
        """Exchanges what stands on both sides of a word of direction or order."""
        pattern = r"\b((?:the |an? |my )[\w#+.-]+|[A-Z][\w#+.-]+) (before|after|over|than|instead of|rather than) ((?:the |an? |my )[\w#+.-]+|[A-Z][\w#+.-]+)"
        way = re.search(r"\bfrom ((?:the |an? |my )?[\w#+.-]+) (to|into) ((?:the |an? |my )?[\w#+.-]+)", text)
        if way and free(way.span(), fixed_spans(text)):
            return text[:way.start()] + f"from {way[3]} {way[2]} {way[1]}" + text[way.end():]
        spans = fixed_spans(text)
        found = [m for m in re.finditer(pattern, text) if free(m.span(), spans) and m[1].lower() != m[3].lower()
                 and m[1].lower() not in ("how", "it", "is", "better", "more", "less", "faster", "cheaper", "want", "like", "have", "need", "able", "way", "steps")
                 and m[3].lower() not in ("be", "do", "get", "make", "it", "me", "them", "a", "the", "my", "use", "see", "have")]
        if not found:
            return None
        match = rng.choice(found)
        return text[:match.start()] + f"{match[3]} {match[2]} {match[1]}" + text[match.end():]

    KINDS = ["number", "unit", "date", "negation", "scope", "question", "antonym", "sister", "notion", "identifier", "swap"]

    def change(self, rng, text, kind):
        changed = getattr(self, kind)(rng, text)
        if changed is None or normal(changed) == normal(text):
            return None
        return changed


def normal(text):
    """Words alone: what white space, case and punctuation cannot change. Case counts inside identifiers."""
    return re.sub(r"\s+", " ", text).strip()


def inflect(word, ending):
    head, _, rest = word.partition(" ")
    if ending == "s":
        if re.search(r"(s|x|ch|sh)$", head):
            head += "es"
        elif re.search(r"[^aeiou]y$", head):
            head = head[:-1] + "ies"
        else:
            head += "s"
        return word + "s" if rest and not head.startswith(("roll",)) else head
    if ending == "ing":
        if head.endswith("e") and not head.endswith("ee"):
            head = head[:-1] + "ing"
        elif re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", head):
            head += head[-1] + "ing"
        else:
            head += "ing"
        return head + (" " + rest if rest else "")
    return word


def add(text, addition):
    """Joins an addition to a text: a clause before the final mark, a sentence after it."""
    if addition[0].isupper():
        return text + ("" if text[-1] in ".?!" else ".") + " " + addition
    end = re.search(r"[?.!]*$", text)[0]
    return text[: len(text) - len(end)] + ("" if addition[0] == "," else " ") + addition + end
