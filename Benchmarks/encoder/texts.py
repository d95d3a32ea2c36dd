# SPDX-License-Identifier: Apache-2.0
"""Made-up texts of many kinds, the same for the same seed."""
import random

WORDS = (
    "the of cache model gateway request answer vector Naïve café résumé über straße Ångström déjà vu don't it's re-run "
    "state-of-the-art 3.14 1,000 v2.0.1 10% $5 €20 foo_bar fooBar HTTPServer x86_64 #hashtag @user "
    "antidisestablishmentarianism supercalifragilistic qwertyuiopasdf hello world please explain how to reset password "
    "Kubernetes PostgreSQL TLS1.3 0xDEADBEEF İstanbul ŒUVRE ﬁne ﬂow Ⅳ ½ ª º µ ß ẞ ſ K Å").split()
SCRIPTS = [
    (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F), (0x980, 0x9FF), (0xB80, 0xBFF),
    (0xE00, 0xE7F), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2000, 0x206F),
    (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F),
    (0x2600, 0x26FF), (0x2700, 0x27BF), (0x3000, 0x303F), (0x3040, 0x309F), (0x30A0, 0x30FF), (0x3400, 0x34FF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF),
    (0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF),
    (0x20000, 0x20100), (0x2F800, 0x2FA1D), (0xE000, 0xE010), (0xE0001, 0xE007F), (0x300, 0x36F), (0, 0x1F),
    (0x7F, 0xA0), (0x80, 0x24F)]
CODE = [
    'def f(x: int) -> str:\n    return f"{x!r}"\n', "if (a != b && c[i] <= 0) { return -1; }\n",
    "SELECT * FROM users WHERE id = 42;\n", '<div class="x">&nbsp;</div>', 'let x = try await foo?.bar ?? "baz"\n',
    "\t#include <stdio.h>\r\n", '{"a":[1,2.5e-3,null],"b":"\\u00e9"}', 'git commit -m "fix: x" && make -j8',
    "[CLS] [SEP] [MASK] [mask] [UNK][PAD]", "##ing ##s a##b", "https://example.org/a/b?c=d&e=%20#f"]
EMOJI = ["👩‍👩‍👧", "🇩🇪", "👍🏽", "❤️", "1️⃣", "🧑🏿‍🚀", "🤣", "🫠", "x", " ", "ok "]
GLUE = ["", " ", "\u0301", "\u200d", "\ufe0f", "\u00ad", "\u200b", "\x00", "\x07", "\ufffd", ".", ",", "\u3000", "\xa0",
        "\u2028"]
EDGES = ["", " ", "\n\n", "\u0301", "[SEP]", "[", "[[CLS]]", "a[MASK]b", "a" * 100, "a" * 101, "é" * 100, "é" * 101,
         "İ", "ǅ", "ﬃ", "한국어", "가각갂", "\u1112\u1161\u11ab", "Ω≈ç√∫", "x\u0338=y", "1\ufe0f\u20e3", "don\u2019t"]
SUBJECTS = ["my card", "the invoice", "a parcel", "the second account", "our router", "this function", "the export",
            "my old phone", "the heating", "a hash table", "the night train", "our newsletter", "the cluster", "my visa"]
VERBS = ["cancel", "move", "renew", "explain", "repair", "track", "refund", "share", "compare", "speed up", "delete",
         "translate", "unlock", "test"]
FORMS = ["How do I {v} {s}?", "Can you {v} {s} for me?", "Why can't I {v} {s} any more?", "Please {v} {s} before {n} o'clock.",
         "What does it cost to {v} {s} {n} times?", "I tried to {v} {s} {n} days ago and nothing happened.",
         "Is there a way to {v} {s} without losing {s2}?", "Do not {v} {s}; {v2} {s2} instead.",
         "Write a short note that says we will {v} {s} on the {n}th."]


def questions(seed, count):
    """Sentences as people write them."""
    r = random.Random(seed)
    return [r.choice(FORMS).format(v=r.choice(VERBS), v2=r.choice(VERBS), s=r.choice(SUBJECTS), s2=r.choice(SUBJECTS),
                                   n=r.randint(2, 30)) for _ in range(count)]


def mixed(seed, count, long=40):
    """Words, scripts, code, emoji, ideographs, accents, control characters, noise; `long` of them of 10 KB; edges."""
    r = random.Random(seed)
    many = lambda low, high, make, joint="": joint.join(make() for _ in range(r.randint(low, high)))
    between = lambda low, high: chr(r.randint(low, high))
    any_script = lambda: between(*r.choice(SCRIPTS))
    accented = lambda: r.choice("aeiouAEIOUnN") + "".join(between(0x300, 0x36F) for _ in range(r.randint(0, 3)))
    anything = lambda: chr(r.choice([r.randint(0, 0x2FF), r.randint(0, 0xD7FF), r.randint(0xE000, 0xFFFF),
                                     r.randint(0x10000, 0x10FFFF)]))

    def one_script():
        low, high = r.choice(SCRIPTS)
        return many(1, 80, lambda: between(low, high) if r.random() > 0.15 else " ")

    kinds = [
        lambda: many(1, 40, lambda: r.choice(WORDS), " "),
        lambda: many(1, 60, any_script),
        lambda: many(1, 6, lambda: r.choice(CODE)),
        one_script,
        lambda: many(1, 20, lambda: r.choice(WORDS) + r.choice(GLUE) + r.choice(WORDS), " "),
        lambda: many(1, 30, lambda: r.choice(EMOJI)),
        lambda: many(90, 110, lambda: between(97, 122)) + " " + many(95, 105, lambda: r.choice("é字aß")),
        lambda: many(1, 12, lambda: r.choice(WORDS) + r.choice([" ", "\n", "\t", ", "])),
        lambda: many(1, 50, lambda: between(0x4E00, 0x9FFF) if r.random() < 0.6 else r.choice("，。！？ABCabc 12")),
        lambda: many(1, 50, lambda: between(0xAC00, 0xD7A3) if r.random() < 0.8 else " "),
        lambda: many(1, 40, accented),
        lambda: many(1, 200, lambda: between(32, 126)),
        lambda: many(1, 60, anything),
    ]
    texts = [kinds[i % len(kinds)]() for i in range(count)]
    for _ in range(long):
        text = ""
        while len(text.encode()) < 10240:
            text += r.choice(texts[:count]) + r.choice([" ", "\n", ". "])
        texts.append(text)
    return texts + EDGES
