# SPDX-License-Identifier: Apache-2.0
"""aider has no tools: its instructions have the model write edits, which it carries out. The semantic cache keeps out of
those turns, also where it serves whatever the verifier calls the same. Where aider only asks, its questions are compared:
what it puts around them is understood."""

import json

import pytest
from support import meaning
from support.tap import Tap

pytestmark = pytest.mark.full

PROMPTS = ["Please write a note.", "Write a note, please.", "Could you please write a note?"]
QUESTIONS = ["How do I reverse a list in Python?", "Please tell me how to reverse a list in Python."]


def edit(words):
    """What a model says that writes `words` into the file, in each of aider's forms."""
    block = f"note.txt\n```\n<<<<<<< SEARCH\nnothing yet\n=======\n{words}\n>>>>>>> REPLACE\n```\n"
    whole = f"note.txt\n```\n{words}\n```\n"
    patch = f"```diff\n--- note.txt\n+++ note.txt\n@@ ... @@\n-nothing yet\n+{words}\n```\n"
    return {"diff": block, "whole": whole, "udiff": patch}


class Site:
    """A gateway that serves by meaning in front of one kind of provider, and how aider is told of it."""

    def __init__(self, gateway, tap, kind):
        self.gateway = gateway
        self.tap = tap
        self.model = {"openai": "openai/gpt-4o", "anthropic": "anthropic/claude-sonnet-4-5"}[kind]
        self.variables = {
            "openai": {"OPENAI_API_BASE": tap.url + "/v1", "OPENAI_API_KEY": "sk-client-key-of-these-tests"},
            "anthropic": {"ANTHROPIC_API_BASE": tap.url, "ANTHROPIC_API_KEY": "sk-client-key-of-these-tests"},
        }[kind]

    @property
    def layers(self):
        return [head.get("x-isartor-layer") for head in self.tap.heads]

    @property
    def reasons(self):
        return [head.get("x-isartor-cache-reason") for head in self.tap.heads]

    def explained(self, number):
        """What the gateway knows of the request that was answered with the head of that number."""
        body = json.dumps({"request_id": self.tap.heads[number]["x-isartor-request-id"]}).encode()
        return self.gateway.post("/api/admin/cache/explain", body).json


@pytest.fixture(params=["openai", "anthropic"])
def site(request, folders, upstream):
    kind = request.param
    settings = {
        "llm_provider": kind, "external_llm_url": upstream.url + ("/v1" if kind == "openai" else ""),
        "external_llm_api_key": "sk-provider-key-of-these-tests", "semantic_mode": "serve"}
    with meaning.gateway(folders(), settings) as gateway:
        tap = Tap(gateway.port)
        yield Site(gateway, tap, kind)
        tap.close()


@pytest.mark.parametrize("form", ["diff", "whole", "udiff"])
def test_turns_that_edit_are_skipped_however_alike_the_prompts_are(site, aider, upstream, form):
    for number, prompt in enumerate(PROMPTS):
        upstream.schedule({"text": edit(f"note {number}")[form]})
        run = aider.run(prompt, "--edit-format", form, "--no-stream", model=site.model, **site.variables)
        assert run.code == 0, run.output
        assert run.files == {"note.txt": f"note {number}\n"}, run.output
    assert upstream.generations == len(PROMPTS)
    assert site.layers == ["l3"] * len(PROMPTS)
    # What comes after the question is read as instructions, or makes the question too long to be one.
    assert set(site.reasons) <= {"text_tools", "too_long", "several_texts"}, site.reasons
    assert [item["served"] for item in meaning.report(site.gateway)["classes"] if item["served"]] == []


def test_a_question_is_compared_with_what_aider_puts_around_it_taken_off(site, aider):
    for question in QUESTIONS:
        run = aider.run(question, "--chat-mode", "ask", "--no-stream", model=site.model, **site.variables)
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "nothing yet\n"}
    for number, question in enumerate(QUESTIONS):
        compared = site.explained(number)["question"]
        # To some models aider says which language to reply in, behind the user's words and as if they were the user's.
        assert compared.removesuffix("\n\nReply in English.\n") == question
    if compared == question:
        # Behind a hit the provider may be asked all the same, to check it.
        assert site.layers == ["l3", "l1b"], site.reasons
