# SPDX-License-Identifier: Apache-2.0
"""A support bot whose customers ask the same things in their own words: nothing by meaning before there is evidence,
most of it afterwards, and never a wrong answer. What `isartor explain` says of it before and after."""

import json

import pytest
from support import faq, meaning, program

SYSTEM = "You are the assistant of a shop. Answer from its handbook."
MODEL = "gpt-4o-mini"


def ask(client, words):
    """The answer's text and headers."""
    answer = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": words}])
    return answer.parse().choices[0].message.content, answer.headers


@pytest.fixture
def explain(tmp_path):
    """Runs `isartor explain` for a request's id, or for words that were not asked yet."""

    def run(gateway, request=None, words=None):
        arguments = [request]
        if words is not None:
            body = tmp_path / "body.json"
            body.write_text(json.dumps({"model": MODEL, "messages": [
                {"role": "system", "content": SYSTEM}, {"role": "user", "content": words}]}))
            arguments = ["--body", str(body)]
        done = program.run("explain", *arguments, "--gateway-url", gateway.url, home=tmp_path, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.full
def test_rewordings_are_answered_after_evidence_and_explained_before(folders, connect, explain):
    asked = faq.questions(1_000, seed=11)
    meant = {words: what for what, words in asked}
    with meaning.Oracle(lambda words: faq.ANSWERS[meant[words]]) as oracle:
        settings = {
            "llm_provider": "openai", "external_llm_url": oracle.url + "/v1", "external_llm_api_key": "sk-oracle"}
        with meaning.gateway(folders(), settings) as gateway:
            client = connect(gateway)
            layers, last = [], None
            for number, (what, words) in enumerate(asked):
                text, headers = ask(client, words)
                assert text == faq.ANSWERS[what], words
                layers.append(headers["x-isartor-layer"])
                if headers.get("x-isartor-cache-reason") == "learning" and number < 150:
                    last = headers["x-isartor-request-id"]
            # Nothing can be known before some 370 judgements, whatever they say.
            assert "l1b" not in layers[:369]
            assert "There was not enough evidence then." in explain(gateway, last)
            later = layers[-200:]
            assert later.count("l1b") > 150, f"{later.count('l1b')} of the last 200"
            assert oracle.calls < 900

            # Somebody asks once more in words that nobody used yet.
            assert "The semantic cache (l1b) would answer this request." in explain(
                gateway, words="Sorry to bother you, how do I reset my password?")
            report = meaning.report(gateway)
            (learned,) = report["classes"]
            assert learned["state"] == "serving"
            assert learned["served_error"]["wrong"] == 0


@pytest.mark.full
def test_a_newcomer_is_told_what_is_missing(folders, connect, explain):
    asked = faq.questions(40, seed=3)
    meant = {words: what for what, words in asked}
    with meaning.Oracle(lambda words: faq.ANSWERS[meant.get(words, "agent")]) as oracle:
        settings = {
            "llm_provider": "openai", "external_llm_url": oracle.url + "/v1", "external_llm_api_key": "sk-oracle"}
        with meaning.gateway(folders(), settings) as gateway:
            client = connect(gateway)
            seen = {}
            for _, words in asked:
                _, headers = ask(client, words)
                assert headers["x-isartor-layer"] == "l3"
                seen[headers["x-isartor-cache-reason"]] = headers["x-isartor-request-id"]
            assert "It is the first question of its kind" in explain(gateway, seen["new_partition"])
            learning = explain(gateway, seen["learning"])
            assert "of at least 369 judgements" in learning
            assert "NEAREST KEPT QUESTIONS" in learning
            assert "differs from the nearest kept one in the system prompt" in explain(gateway, _other_system(client))


def _other_system(client):
    answer = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=[
            {"role": "system", "content": SYSTEM + " It is Monday."}, {"role": "user", "content": "How do I pay?"}])
    return answer.headers["x-isartor-request-id"]
