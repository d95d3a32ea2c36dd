# SPDX-License-Identifier: Apache-2.0
"""Whatever the `anthropic` library asks of the provider, it gets through the gateway as if there were none."""

import asyncio
import json

import anthropic
import pytest
from support import messages
from support.clients import PIXEL, mark
from support.waiting import until


def test_a_plain_answer_is_the_providers(client, upstream, words):
    answer, headers = messages.ask(client, words)
    given = json.loads(upstream.only_request.answered)
    assert answer.id == given["id"]
    assert messages.text(answer) == given["content"][0]["text"]
    assert answer.stop_reason == "end_turn"
    assert answer.usage.output_tokens == given["usage"]["output_tokens"] > 0
    assert headers["x-isartor-layer"] == "l3"
    assert headers["x-isartor-deflected"] == "false"
    assert headers["x-isartor-provider"] == "anthropic"


def test_a_stream_comes_in_many_events_and_adds_up(client, upstream, words):
    events, headers = messages.stream(client, words + mark(text='"one two three four five six seven eight"'))
    assert messages.streamed_text(events) == "one two three four five six seven eight"
    assert [events[0].type, events[-1].type] == ["message_start", "message_stop"]
    assert len([event for event in events if event.type == "content_block_delta"]) > 2
    assert messages.ending(events).delta.stop_reason == "end_turn"
    assert messages.ending(events).usage.output_tokens == upstream.ledger["billed_tokens"]["output"] > 0
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["x-isartor-layer"] == "l3"


def test_an_event_comes_when_it_is_made_and_leaving_stops_the_provider(client, upstream, words):
    stream = client.messages.create(
        **messages.question(words + mark(fault="stall-inside", stall_ms=60_000), stream=True))
    next(iter(stream))
    assert upstream.only_request.ending is None, "the provider is still talking"
    stream.close()
    until(lambda: upstream.ledger["client_disconnects"] == 1, "the provider to be told that nobody listens")


def test_the_stream_helper_gathers_a_stream(client, upstream, words):
    message = messages.gathered(client, words)
    assert messages.text(message)
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens > 0


def test_a_tool_call_and_the_turn_after_it(client, upstream, words):
    asked = words + mark(tool="get_weather", tool_input='{"city":"Sils Maria"}')
    answer, _ = messages.ask(client, asked, tools=[messages.WEATHER])
    [(identifier, name, given)] = messages.calls(answer)
    assert (name, given) == ("get_weather", {"city": "Sils Maria"})
    assert answer.stop_reason == "tool_use"
    turns = [
        {"role": "user", "content": asked},
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in answer.content]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": identifier, "content": "sunny"}]},
    ]
    after = client.messages.create(
        model=messages.MODEL, max_tokens=400, messages=turns, tools=[messages.WEATHER])
    assert after.stop_reason == "end_turn"
    assert upstream.requests[-1].json["messages"][-1] == turns[-1]


def test_a_streamed_tool_call_comes_in_deltas(client, upstream, words):
    asked = words + mark(tool="get_weather", tool_input='{"city":"Soglio","days":3}')
    events, _ = messages.stream(client, asked, tools=[messages.WEATHER])
    pieces = [
        event.delta.partial_json for event in events
        if event.type == "content_block_delta" and event.delta.type == "input_json_delta"]
    assert json.loads("".join(pieces)) == {"city": "Soglio", "days": 3}
    assert len([piece for piece in pieces if piece]) > 1
    assert messages.ending(events).delta.stop_reason == "tool_use"


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_parallel_tool_calls_stay_apart(client, upstream, words, streamed):
    asked = words + mark(tool="get_weather", tool_input='{"city":"Guarda"}', tools=3)
    ask = messages.gathered if streamed else lambda *a, **k: messages.ask(*a, **k)[0]
    calls = messages.calls(ask(client, asked, tools=[messages.WEATHER]))
    assert [(name, given) for _, name, given in calls] == [("get_weather", {"city": "Guarda"})] * 3
    assert len({identifier for identifier, _, _ in calls}) == 3


def test_a_forced_tool_is_called(client, upstream, words):
    choice = {"type": "tool", "name": "get_weather"}
    answer, _ = messages.ask(client, words, tools=[messages.WEATHER], tool_choice=choice)
    assert [name for _, name, _ in messages.calls(answer)] == ["get_weather"]
    assert upstream.only_request.json["tool_choice"] == choice


def test_an_image_reaches_the_provider(client, upstream, words):
    parts = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
        {"type": "text", "text": words},
    ]
    answer = client.messages.create(
        model=messages.MODEL, max_tokens=400, messages=[{"role": "user", "content": parts}])
    assert messages.text(answer)
    assert upstream.only_request.json["messages"][0]["content"] == parts


def test_a_structured_answer_is_json(client, upstream, words):
    schema = {
        "type": "object", "properties": {"place": {"type": "string"}, "nights": {"type": "integer"}},
        "required": ["place", "nights"], "additionalProperties": False}
    wanted = {"format": {"type": "json_schema", "schema": schema}}
    answer, _ = messages.ask(client, words, extra_body={"output_config": wanted})
    assert set(json.loads(messages.text(answer))) == {"place", "nights"}
    assert upstream.only_request.json["output_config"] == wanted


@pytest.mark.parametrize(
    "system",
    [
        "Speak as a mountain guide.",
        [
            {"type": "text", "text": "Speak as a mountain guide."},
            {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}},
        ],
    ],
    ids=["text", "blocks"],
)
def test_instructions_reach_the_provider(client, upstream, words, system):
    assert messages.text(messages.ask(client, words, system=system)[0])
    assert upstream.only_request.json["system"] == system


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_thinking_comes_with_its_signature(client, upstream, words, streamed):
    ask = messages.gathered if streamed else lambda *a, **k: messages.ask(*a, **k)[0]
    answer = ask(client, words + mark(reasoning=1), thinking={"type": "enabled", "budget_tokens": 1024})
    assert [block.type for block in answer.content] == ["thinking", "text"]
    assert answer.content[0].thinking and answer.content[0].signature


@pytest.mark.parametrize("reason", ["end_turn", "max_tokens", "stop_sequence", "refusal", "pause_turn"])
@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_the_stop_reason_is_the_providers(client, upstream, words, reason, streamed):
    asked = words + mark(finish=reason)
    if streamed:
        assert messages.ending(messages.stream(client, asked)[0]).delta.stop_reason == reason
    else:
        assert messages.ask(client, asked)[0].stop_reason == reason


def test_fields_and_betas_that_nobody_knows_reach_the_provider(client, upstream, words):
    news = {"taste": {"salt": 0.25, "notes": ["dry", None]}, "temperature": 0.5}
    headers = {"anthropic-beta": "unheard-of-2031-01-01,other-2031-02-02", "x-tasting": "room 4"}
    messages.ask(client, words, extra_body=news, extra_query={"beta": "true"}, extra_headers=headers)
    seen = upstream.only_request
    assert {key: seen.json[key] for key in news} == news
    assert seen.target == "/v1/messages?beta=true"
    assert {name: seen.header(name) for name in headers} == headers
    assert seen.header("anthropic-version")


def test_the_beta_surface_asks_the_same_provider(client, upstream, words):
    answer = client.beta.messages.create(**messages.question(words), betas=["unheard-of-2031-01-01"])
    assert messages.text(answer)
    assert upstream.only_request.header("anthropic-beta") == "unheard-of-2031-01-01"


def test_any_script_and_emoji_pass_unharmed(client, upstream, words):
    said = "Grüße aus 山 — und 🏔️! \u2028\t\"quoted\" \\ back"
    assert messages.text(messages.ask(client, words + mark(text=json.dumps(said)))[0]) == said
    events, _ = messages.stream(client, words + mark(text=json.dumps(said)), system="another question")
    assert messages.streamed_text(events) == said


def test_the_providers_key_takes_the_place_of_the_clients(client, upstream, words):
    messages.ask(client, words)
    seen = upstream.only_request
    assert seen.header("x-api-key") == "sk-provider-key-of-these-tests"
    assert "sk-client-key-of-these-tests" not in str(seen.headers)


def test_many_questions_at_once_get_their_own_answers(gateway, upstream, words):
    async def ask_all():
        options = {"base_url": gateway.url, "api_key": "sk-client", "max_retries": 0}
        async with anthropic.AsyncAnthropic(**options) as client:
            async def ask(number):
                asked = messages.question(words + mark(text=f'"answer {number}"'))
                if number % 2:
                    async with client.messages.stream(**asked) as stream:
                        return messages.text(await stream.get_final_message())
                return messages.text(await client.messages.create(**asked))

            return await asyncio.gather(*(ask(number) for number in range(24)))

    assert asyncio.run(ask_all()) == [f"answer {number}" for number in range(24)]
    assert upstream.generations == 24
