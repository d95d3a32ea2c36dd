# SPDX-License-Identifier: Apache-2.0
"""What only Anthropic's format says, for a provider of every kind: carried over, left out by name, or refused."""

import anthropic
import pytest
from support.cases import FamilyCases
from support.clients import PIXEL, mark
from support.families import CLIENT_KEY
from support.talk import MODEL
from support.waiting import until

MARKER = {"type": "ephemeral"}


class TestMessages(FamilyCases):
    form = "messages"

    @pytest.fixture
    def client(self, site):
        with anthropic.Anthropic(base_url=site.url, api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    def ask(self, client, content, **more):
        messages = content if isinstance(content[0], dict) and "role" in content[0] else [
            {"role": "user", "content": content}]
        return client.messages.create(model=MODEL, max_tokens=400, messages=messages, **more)

    def test_instructions_may_be_blocks_and_stand_in_the_middle(self, site, client, words):
        system = [
            {"type": "text", "text": "First rule."},
            {"type": "text", "text": "Second rule.", "cache_control": MARKER}]
        messages = [
            {"role": "user", "content": words}, {"role": "assistant", "content": "Yes?"},
            {"role": "user", "content": [{"type": "text", "text": "And then?", "cache_control": MARKER}]},
            {"role": "system", "content": "Third rule."}]
        assert self.ask(client, messages, system=system).content[0].text
        site.assert_answered(self.form)
        seen = self.seen(site)
        assert "\n".join(seen.instructions).startswith("First rule.\nSecond rule.")
        for text in (words, "Yes?", "And then?", "Third rule."):
            assert any(text in said for _, said in seen.turns)
        if not site.kind.speaks("messages"):
            assert "cache_control" in site.dropped
            assert "cache_control" not in seen.everything

    def test_harmless_fields_are_left_out_by_name(self, site, kind, client, words):
        self.ask(
            client, words, metadata={"user_id": "somebody"}, service_tier="auto",
            extra_body={
                "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]},
                "output_config": {"effort": "low"}},
            extra_headers={"anthropic-beta": "context-management-2025-06-27"})
        if kind.speaks("messages"):
            assert site.dropped == []
            return
        assert {"context_management", "metadata", "service_tier"} <= set(site.dropped)
        seen = site.upstream.only_request
        assert seen.header("anthropic-beta") is None and seen.header("anthropic-version") is None
        assert "somebody" not in self.seen(site).everything

    def test_a_document_reaches_the_provider(self, site, client, words):
        source = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQ="}
        assert self.ask(client, [{"type": "document", "source": source}, {"type": "text", "text": words}]).content
        assert "JVBERi0xLjQ=" in self.seen(site).everything

    def test_results_of_tools_may_fail_and_hold_images(self, site, client, words):
        tools = [{"name": "look", "description": "Looks.", "input_schema": {"type": "object", "properties": {}}}]
        image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
        messages = [
            {"role": "user", "content": words},
            {"role": "assistant", "content": [
                {"type": "text", "text": "Looking."},
                {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}},
                {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": True, "content": "it is dark"},
                {"type": "tool_result", "tool_use_id": "toolu_2",
                 "content": [{"type": "text", "text": "a picture"}, image]},
                {"type": "text", "text": "What do you see?"}]}]
        assert self.ask(client, messages, tools=tools).content[0].text
        site.assert_answered(self.form)
        seen = self.seen(site)
        results = list(seen.results.values())
        assert "it is dark" in results[0] and "a picture" in results[1]
        if not site.kind.speaks("messages"):
            assert "rror" in results[0], "that it failed must not be lost"
        assert PIXEL in seen.everything
        assert any("What do you see?" in text for text in seen.said)

    def test_thinking_of_earlier_turns_is_no_obstacle(self, site, client, words):
        thinking = {"type": "enabled", "budget_tokens": 1024}
        first = client.messages.create(
            model=MODEL, max_tokens=4000, thinking=thinking, messages=[{"role": "user", "content": words}])
        turns = [
            {"role": "user", "content": words},
            {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in first.content]},
            {"role": "user", "content": "And then?"}]
        again = client.messages.create(model=MODEL, max_tokens=4000, thinking=thinking, messages=turns)
        assert "And then?" in again.content[-1].text

    def test_a_tool_is_called_alone_where_that_is_wanted(self, site, client, words):
        tools = [{"name": "look", "description": "Looks.", "input_schema": {"type": "object", "properties": {}}}]
        answer = self.ask(
            client, words + mark(tool="look", tools=3), tools=tools,
            tool_choice={"type": "auto", "disable_parallel_tool_use": True})
        if site.kind.asked_in("messages") != "gemini":
            assert [block.type for block in answer.content] == ["tool_use"]

    def test_an_event_comes_when_it_is_made(self, site, client, words):
        stream = client.messages.create(
            model=MODEL, max_tokens=400, stream=True,
            messages=[{"role": "user", "content": words + mark(fault="stall-inside", stall_ms=60_000)}])
        next(iter(stream))
        assert site.upstream.only_request.ending is None, "the provider is still talking"
        stream.close()
        until(lambda: site.upstream.ledger["client_disconnects"] == 1, "the provider to be told that nobody listens")
