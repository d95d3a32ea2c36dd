# SPDX-License-Identifier: Apache-2.0
"""Changes of a text that leave alone what it asks: spelling, politeness, case, phrases, notation."""
import re

OPENERS = [
    "Hi, ", "Hello, ", "Hey, ", "Hi there! ", "Good morning, ", "Quick question: ", "Question: ", "Please help: ",
    "I was wondering: ", "Excuse me, ", "Sorry to bother you, ", "Hello! I have a question. ", "Hi! Quick question. ",
    "Maybe you can help me. ", "I have a question: ", "Just wondering, ", "Hey there, ",
]
CLOSERS = [
    " Thanks!", " Thank you.", " Thanks in advance.", " Please help.", " Any help is appreciated.", " Cheers", " thx",
    " Please.", " Many thanks!", " I'd be grateful for any help.", " Thank you very much!", " pls",
]
ASKS = [
    ("How do I ", ["Can you tell me how to ", "Could you show me how to ", "I'd like to know how to ", "I need to know how I can ",
                   "Do you know how to ", "Please explain how to ", "Any idea how to ", "I want to ", "Tell me how I ",
                   "Is there a way to ", "What's the best way to ", "I'm trying to ", "Need help: how to "]),
    ("How can I ", ["Can you tell me how to ", "How might I ", "I'd like to know how I can ", "Do you know how to ",
                    "What can I do to ", "Please show me how to "]),
    ("What is ", ["Can you tell me what is ", "What's ", "I'd like to know what is ", "Please explain what is ", "Tell me: what is "]),
    ("What's ", ["Can you tell me what's ", "What is ", "Tell me, what's ", "Do you know what's "]),
    ("Why does ", ["Any idea why ", "Do you know for what reason ", "For what reason does "]),
    ("Why is ", ["How come ", "What is the reason why "]),
    ("Which ", ["Can you tell me which ", "Do you know which ", "Tell me which "]),
    ("What should ", ["Can you tell me what should ", "Please tell me: what should "]),
    ("How often should I ", ["How frequently should I ", "How many times do I have to ", "At what intervals should I "]),
    ("Write ", ["Please write ", "Could you write ", "Can you write ", "I need you to write ", "Compose ", "Please compose ", "Help me write "]),
    ("Explain ", ["Please explain ", "Can you explain ", "Could you explain ", "I need an explanation: "]),
    ("Give me ", ["Please give me ", "Can you give me ", "I'd like ", "I need ", "Could you give me "]),
    ("Suggest ", ["Please suggest ", "Can you suggest ", "Could you come up with "]),
    ("Translate ", ["Please translate ", "Can you translate ", "I need you to translate "]),
    ("List ", ["Please list ", "Can you list ", "Give me a list of "]),
    ("Can I ", ["Is it possible to ", "May I ", "Am I able to "]),
    ("Recommend ", ["Please recommend ", "Can you recommend ", "Do you know "]),
]
NUMBERS = {
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine", "10": "ten",
    "11": "eleven", "12": "twelve", "15": "fifteen", "20": "twenty", "30": "thirty", "40": "forty", "50": "fifty",
    "100": "a hundred",
}
NOTATION = [
    (r"(\d+)%", r"\1 percent"), (r"(\d+)%", r"\1 %"), (r"(\d+) GB\b", r"\1GB"), (r"(\d+) MB\b", r"\1 megabytes"),
    (r"(\d+) GB\b", r"\1 gigabytes"), (r"(\d+) minutes\b", r"\1 min"), (r"(\d+) minutes\b", r"\1 mins"),
    (r"(\d+) hours\b", r"\1 hrs"), (r"(\d+) seconds\b", r"\1 s"), (r"(\d+) euros\b", r"€\1"), (r"(\d+) dollars\b", r"$\1"),
    (r"\b(\d)(\d{3})\b", r"\1,\2"), (r"(\d+) km\b", r"\1 kilometres"), (r"(\d+) cm\b", r"\1 centimetres"),
    (r"(\d+) people\b", r"\1 persons"), (r"(\d+) days\b", r"\1d"),
]
PROTECTED = re.compile(
    r"\b(hard disk|hard drive|flat tyre|flat list|car park|check[- ]in|check[- ]out|blog post|post code|unit test|get rid of|"
    r"in front of|small talk|by hand|right joins?|left joins?|read[- ]only|make sure|deep copy|on purpose|big-O)\b", re.I)
QUOTED = re.compile(r'"[^"]*"|`[^`]*`|https?://\S+|[\w.-]*/[\w./-]+|\w+\.\w{2,4}\b|\w+_\w+|[a-z]+[A-Z]\w+| -{1,2}[a-z][\w-]*')
NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
    "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
    "w": "qe", "x": "zc", "y": "tu", "z": "x",
}


def fixed_spans(text):
    """The places that no rewriting may touch: quoted text, paths, identifiers, fixed compounds."""
    return [m.span() for pattern in (QUOTED, PROTECTED) for m in pattern.finditer(text)]


def free(span, spans):
    return all(span[1] <= a or span[0] >= b for a, b in spans)


def replace_phrases(rng, text, table, most):
    """Replaces up to `most` phrases by equivalent ones; returns the text and how many were replaced."""
    spans = fixed_spans(text)
    found = []
    lowered = text.lower()
    for phrase, others in table:
        if phrase.lower() not in lowered:
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", text, re.I):
            if match[0] != phrase and (phrase.isupper() or (match[0].isupper() and len(match[0]) > 1)):
                continue  # "US" is not "us", and SELECT is a keyword
            if free(match.span(), spans) and all(match.end() <= a or match.start() >= b for a, b, _, _ in found):
                found.append((match.start(), match.end(), match[0], others))
    rng.shuffle(found)
    taken = sorted(found[:most], reverse=True)
    for start, end, old, others in taken:
        new = rng.choice(others)
        if old[0].isupper() or start == 0:
            new = new[0].upper() + new[1:]
        text = text[:start] + new + text[end:]
    return re.sub(r"\ba(n?) (?=[aeiouAEIOU]\w)", "an ", text) if taken else text, len(taken)


def ask_otherwise(rng, text):
    """Another opening of the same question."""
    for opening, others in ASKS:
        if text.startswith(opening):
            new = rng.choice(others)
            rest = text[len(opening):]
            if opening == "Why does " and new.startswith("Any idea"):
                return text
            if opening == "Why is " and new.startswith("What"):
                return text
            if new in ("I want to ", "I'm trying to "):
                return new + rest.rstrip("?") + rng.choice([". How?", ". What do I do?", ", how do I do that?", ". How does it work?"])
            return new + rest
    return text


def typo(rng, text):
    """One slip of the keyboard in a longer word; never in identifiers, quotes, names or numbers."""
    spans = fixed_spans(text)
    words = [m for m in re.finditer(r"\b[a-z]{5,}\b", text) if free(m.span(), spans)]
    if not words:
        return text
    match = rng.choice(words)
    word = match[0]
    at = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.35:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2:]
    elif kind < 0.6:
        word = word[:at] + word[at + 1:]
    elif kind < 0.8:
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + rng.choice(NEIGHBOURS[word[at]]) + word[at + 1:]
    return text[:match.start()] + word + text[match.end():]


def lower(text):
    """Prose in lower case; identifiers and quoted text stay."""
    spans = fixed_spans(text)
    return "".join(c.lower() if free((i, i + 1), spans) else c for i, c in enumerate(text))


def drop_punctuation(text):
    return re.sub(r"[?.!]+$", "", text)


def notation(rng, text):
    """Numbers, units and sizes in another notation."""
    options = [(p, r) for p, r in NOTATION if re.search(p, text)]
    spans = fixed_spans(text)
    spelled = [m for m in re.finditer(r"(?<![\w.:/-])\d{1,3}(?![\w.:%/-])", text) if m[0] in NUMBERS and free(m.span(), spans)]
    if spelled and (not options or rng.random() < 0.5):
        match = rng.choice(spelled)
        if not re.search(r"(port|version|error|status|code|v) $", text[:match.start()], re.I):
            return text[:match.start()] + NUMBERS[match[0]] + text[match.end():]
    if options:
        pattern, new = rng.choice(options)
        match = re.search(pattern, text)
        if not re.search(r"(port|error|status|code|year|in|since|model) $", text[:match.start()], re.I):
            return text[:match.start()] + match.expand(new) + text[match.end():]
    return text


def articles(rng, text):
    """Drops one article, as hasty writers do."""
    spans = fixed_spans(text)
    found = [m for m in re.finditer(r"(?<=\w) (the|a|an)(?= \w)", text) if free(m.span(), spans)]
    if not found:
        return text
    match = rng.choice(found)
    return text[:match.start()] + text[match.end():]


def surface(rng, text, table, strength=1.0):
    """A few harmless changes, by chance; at strength 0 none."""
    chance = lambda p: rng.random() < p * strength
    if chance(0.25):
        text = ask_otherwise(rng, text)
    if chance(0.35):
        text, _ = replace_phrases(rng, text, table, rng.choice([1, 1, 2, 3]))
    if chance(0.3):
        text = notation(rng, text)
    if chance(0.12):
        text = articles(rng, text)
    if chance(0.12):
        text = typo(rng, text)
    if chance(0.12):
        opener = rng.choice(OPENERS)
        text = opener + (text[0].lower() + text[1:] if opener.endswith(", ") and not text.startswith(("I ", "I'")) else text)
    if chance(0.12):
        text += rng.choice(CLOSERS)
    if chance(0.22):
        text = lower(text)
    if chance(0.15):
        text = drop_punctuation(text)
    return re.sub(r" {2,}", " ", text).strip()
