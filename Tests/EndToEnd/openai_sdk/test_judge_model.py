# SPDX-License-Identifier: Apache-2.0
"""A bot that words every answer anew: its answers are evidence only if a model judges them, which is measured first."""

import hashlib
import json
import random
import re

import pytest
from support import faq, meaning, program

SYSTEM = "You are the assistant of a shop. Answer from its handbook."
MODEL = "gpt-4o-mini"
JUDGE = "judge-mini"
PAIRS = program.REPOSITORY / "Training/judge/data/answers.jsonl"
FILLERS = (
    "well happy to help with this one today as far as our handbook goes here is what it says about such cases and that is all "
    "there should be nothing else in your way so take it step by step whenever you like thank you for asking us again friend"
).split()


class Shop:
    """Knows what is meant and says it in new words each time; as a judge it misses two differences in a hundred."""

    def __init__(self, meant):
        self.meant = meant
        self.judged = 0
        self.chance = random.Random(7)
        rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
        self.labels = {(row["a"], row["b"]): row["same"] for row in rows}

    def answer(self, prompt):
        if prompt.endswith("SAME or DIFFERENT?"):
            self.judged += 1
            return self.judge(*re.search(
                r"<answer-a-\w+>\n(.*)\n</answer-a-\w+>\n<answer-b-\w+>\n(.*)\n</answer-b-", prompt, re.DOTALL).groups())
        before, after = (" ".join(self.chance.choices(FILLERS, k=count)) for count in (16, 12))
        return f"{before}. {faq.ANSWERS[self.meant[prompt]]} {after}."

    def judge(self, one, other):
        same = self.labels.get((one, other))
        if same is None:
            same = fact(one) == fact(other)
        missed = hashlib.sha256((one + other).encode()).digest()[0] < 5
        return "SAME" if same or missed else "DIFFERENT"


def fact(text):
    """Which answer of the handbook a text holds."""
    (found,) = [what for what, words in faq.ANSWERS.items() if words in text]
    return found


def ask(client, words):
    answer = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": words}])
    return answer.parse().choices[0].message.content, answer.headers


@pytest.mark.full
def test_reworded_answers_are_evidence_once_a_measured_model_judges_them(folders, connect):
    asked = faq.questions(1_000, seed=19)
    shop = Shop({words: what for what, words in asked})
    folder = folders()

    def isartor(*arguments, code=0):
        done = program.run(*arguments, home=folder, cwd=folder, seconds=300)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    with meaning.Oracle(shop.answer) as oracle:
        settings = {
            "llm_provider": "openai", "external_llm_url": oracle.url + "/v1", "external_llm_api_key": "sk-oracle",
            "semantic_judge_model": JUDGE, "semantic_judge_per_minute": 6_000}
        with meaning.gateway(folder, settings) as gateway:
            there = ["--gateway-url", gateway.url]
            assert "was not measured yet" in isartor("cache", "measure-judge", "--show", *there)
            for _, words in asked[:40]:
                ask(connect(gateway), words)
            assert shop.judged == 0
            told = isartor("cache", "measure-judge", *there)
            assert "JUDGE-MINI AS A JUDGE" in told.upper()
            assert "Restart the gateway" in told
            assert 400 < shop.judged <= 564
            assert "judged by their words alone" in isartor("cache", "semantic-report", *there)

        with meaning.gateway(folder, settings) as gateway:
            there = ["--gateway-url", gateway.url]
            assert "It judges answers" in isartor("cache", "measure-judge", "--show", *there)
            client, layers = connect(gateway), []
            for what, words in asked:
                text, headers = ask(client, words)
                assert fact(text) == what, words
                layers.append(headers["x-isartor-layer"])
            assert "l1b" not in layers[:369]
            assert layers[-200:].count("l1b") > 100, f"{layers[-200:].count('l1b')} of the last 200"
            report = meaning.report(gateway)
            assert report["judge_model"]["in_use"]
            assert report["judge_model"]["said_same"] > 300
            (learned,) = [item for item in report["classes"] if item["looked_up"] > 500]
            assert learned["state"] == "serving"
            assert learned["served_error"]["wrong"] == 0
            assert "was asked about" in isartor("cache", "semantic-report", *there)
            # What the judge costs stands in the ledger, under a name of its own.
            assert re.search(r"isartor\b", isartor("stats", "--by-tool", *there))
