# SPDX-License-Identifier: Apache-2.0
"""What only OpenAI's formats say, for a provider of every kind: carried over, left out by name, or refused in words."""

import json

import openai
import pytest
from support.cases import FamilyCases
from support.clients import PIXEL, mark
from support.families import CLIENT_KEY
from support.talk import MODEL
from support.waiting import until

MIDWAY = mark(fault="stall-inside", stall_ms=60_000)


class OpenAICases(FamilyCases):
    @pytest.fixture
    def client(self, site):
        with openai.OpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    def assert_refused(self, site, field, ask):
        """The documented error: it names the field, and the provider hears nothing."""
        with pytest.raises(openai.BadRequestError) as caught:
            ask()
        assert caught.value.code == "not_translatable"
        assert caught.value.param == field
        assert f"`{field}`" in caught.value.message
        assert site.upstream.requests == []

    def assert_leaves(self, site, stream):
        """The first event comes before the answer is whole; leaving it stops the provider."""
        next(iter(stream))
        assert site.upstream.only_request.ending is None, "the provider is still talking"
        stream.close()
        until(lambda: site.upstream.ledger["client_disconnects"] == 1, "the provider to be told that nobody listens")


class TestChat(OpenAICases):
    form = "chat"

    def ask(self, client, content, model=MODEL, **more):
        return client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": content}], **more)

    def test_instructions_may_stand_anywhere(self, site, client, words):
        messages = [
            {"role": "system", "content": "First rule."}, {"role": "system", "content": "Second rule."},
            {"role": "user", "content": words}, {"role": "assistant", "content": "Yes?"},
            {"role": "developer", "content": [{"type": "text", "text": "Third rule."}]},
            {"role": "user", "content": [{"type": "text", "text": "And"}, {"type": "text", "text": "then?"}]},
            {"role": "system", "content": "Fourth rule."}]
        assert client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content
        site.assert_answered(self.form)
        seen = self.seen(site)
        assert "\n".join(seen.instructions).startswith("First rule.\nSecond rule.")
        everything = "\n".join(text for _, text in seen.turns)
        places = [everything.index(text) for text in (
            "First rule.", "Second rule.", words, "Yes?", "Third rule.", "And", "then?", "Fourth rule.")]
        assert places == sorted(places)

    def test_a_conversation_may_begin_with_the_assistant(self, site, client, words):
        messages = [{"role": "assistant", "content": "How can I help?"}, {"role": "user", "content": words}]
        assert words in client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content
        assert ("assistant", "How can I help?") in self.seen(site).turns

    def test_an_image_may_be_an_address(self, site, client, words):
        url = "https://pictures.invalid/castle.png"
        parts = [{"type": "text", "text": words}, {"type": "image_url", "image_url": {"url": url}}]
        assert self.ask(client, parts).choices[0].message.content
        assert url in self.seen(site).everything

    def test_counts_end_a_stream_only_when_asked_for(self, site, client, words):
        with self.ask(client, words, stream=True) as stream:
            chunks = list(stream)
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert not any(chunk.usage for chunk in chunks)
        with self.ask(client, words, stream=True, stream_options={"include_usage": True}) as stream:
            chunks = list(stream)
        assert chunks[-1].choices == []
        usage = chunks[-1].usage
        given = site.billed
        # A provider of the own family has counted nothing at first, and so is asked a second time.
        requests = site.upstream.generations
        assert (usage.prompt_tokens * requests, usage.completion_tokens * requests) == given

    def test_two_answers_at_once(self, site, kind, client, words):
        if kind.asked_in("chat") in ("messages", "responses"):
            return self.assert_refused(site, "n", lambda: self.ask(client, words, n=2))
        texts = [choice.message.content for choice in self.ask(client, words, n=2).choices]
        assert len(set(texts)) == 2 and all(texts)
        return None

    def test_a_bias_of_tokens_is_refused_elsewhere(self, site, kind, client, words):
        def ask():
            return self.ask(client, words, logit_bias={"50256": -100})

        if kind.speaks("chat"):
            assert ask().choices[0].message.content
            return
        self.assert_refused(site, "logit_bias", ask)

    def test_harmless_fields_are_left_out_by_name(self, site, kind, client, words):
        # `store` is false, so nothing is kept: that can be promised anywhere.
        self.ask(client, words, store=False, metadata={"purpose": "tests"}, service_tier="auto", user="somebody")
        if kind.speaks("chat"):
            assert site.dropped == []
        elif kind.asked_in("chat") == "responses":
            assert set(site.dropped) <= {"store", "metadata", "service_tier", "user"}
        else:
            assert {"metadata", "service_tier"} <= set(site.dropped)
            assert "tests" not in self.seen(site).body.get("metadata", {})

    def test_options_of_sampling_are_carried_over(self, site, kind, client, words):
        # Models that think take none.
        self.ask(client, words, model="gpt-4o-of-these-tests", temperature=0.25, top_p=0.5)
        body = self.seen(site).body
        options = body.get("generationConfig", body)
        assert options["temperature"] == 0.25
        assert options.get("top_p", options.get("topP")) == 0.5

    def test_a_chunk_comes_when_it_is_made(self, site, client, words):
        self.assert_leaves(site, self.ask(client, words + MIDWAY, stream=True))


class TestResponses(OpenAICases):
    form = "responses"

    def ask(self, client, given, **more):
        return client.responses.create(model=MODEL, input=given, **more)

    def test_instructions_may_stand_anywhere(self, site, client, words):
        items = [
            {"role": "developer", "content": "Second rule."}, {"role": "user", "content": words},
            {"role": "assistant", "content": "Yes?"}, {"role": "system", "content": "Third rule."},
            {"role": "user", "content": "And then?"}]
        assert self.ask(client, items, instructions="First rule.").output_text
        site.assert_answered(self.form)
        seen = self.seen(site)
        assert "\n".join(seen.instructions).startswith("First rule.\nSecond rule.")
        for text in (words, "Yes?", "Third rule.", "And then?"):
            assert any(text in said for _, said in seen.turns)

    def test_a_text_is_a_question(self, site, client, words):
        assert words in self.ask(client, words).output_text
        site.assert_answered(self.form)

    def test_an_offer_of_web_search_is_no_obstacle(self, site, kind, client, words):
        assert self.ask(client, words, tools=[{"type": "web_search"}]).output_text
        if kind.asked_in("responses") == "chat":
            assert any("web_search" in name or "tools" in name for name in site.dropped)

    def test_other_tools_of_the_provider_are_refused_elsewhere(self, site, kind, client, words):
        def ask():
            return self.ask(client, words, tools=[{"type": "file_search", "vector_store_ids": ["vs_1"]}])

        if kind.speaks("responses"):
            assert ask().output_text
            return
        with pytest.raises(openai.BadRequestError) as caught:
            ask()
        assert caught.value.code == "not_translatable"
        assert "tools" in caught.value.param
        assert site.upstream.requests == []

    def test_a_custom_tool_takes_free_text(self, site, kind, client, words):
        said = 'print("free text")\n'
        # Elsewhere it is a function with one text.
        given = json.dumps(json.dumps(said)) if kind.speaks("responses") else json.dumps({"input": said})
        answer = self.ask(
            client, words + mark(tool="run_code", tool_input=given),
            tools=[{"type": "custom", "name": "run_code", "description": "Runs code."}])
        [call] = [item for item in answer.output if item.type == "custom_tool_call"]
        assert (call.name, call.input) == ("run_code", said)
        again = self.ask(client, [
            {"role": "user", "content": words}, call.model_dump(exclude_none=True),
            {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "free text"}],
            tools=[{"type": "custom", "name": "run_code", "description": "Runs code."}])
        assert "free text" in again.output_text

    def test_a_document_reaches_the_provider(self, site, client, words):
        parts = [
            {"type": "input_text", "text": words},
            {"type": "input_file", "filename": "map.pdf", "file_data": "data:application/pdf;base64,JVBERi0xLjQ="}]
        assert self.ask(client, [{"role": "user", "content": parts}]).output_text
        assert "JVBERi0xLjQ=" in self.seen(site).everything

    def test_an_image_in_a_tools_result_reaches_the_provider(self, site, client, words):
        parts = [
            {"type": "input_text", "text": "a picture"},
            {"type": "input_image", "image_url": "data:image/png;base64," + PIXEL, "detail": "auto"}]
        items = [
            {"role": "user", "content": words},
            {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": parts}]
        tool = {"type": "function", "name": "look", "parameters": {"type": "object", "properties": {}}, "strict": False}
        assert self.ask(client, items, tools=[tool]).output_text
        assert PIXEL in self.seen(site).everything
        assert "a picture" in self.seen(site).everything

    def test_an_event_comes_when_it_is_made(self, site, client, words):
        self.assert_leaves(site, self.ask(client, words + MIDWAY, stream=True))
