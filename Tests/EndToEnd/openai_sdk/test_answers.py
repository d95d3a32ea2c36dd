# SPDX-License-Identifier: Apache-2.0
"""Whatever the `openai` library asks of the provider, it gets through the gateway as if there were none."""

import asyncio
import json

import openai
import pydantic
import pytest
from support import chat
from support.clients import PIXEL, mark
from support.waiting import until


def test_a_plain_answer_is_the_providers(client, upstream, words):
    answer, headers = chat.ask(client, words)
    given = json.loads(upstream.only_request.answered)
    assert answer.id == given["id"]
    assert answer.choices[0].message.content == given["choices"][0]["message"]["content"]
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == given["usage"]["total_tokens"] > 0
    assert headers["x-isartor-layer"] == "l3"
    assert headers["x-isartor-deflected"] == "false"
    assert headers["x-isartor-provider"] == "openai"


def test_a_stream_comes_in_many_chunks_and_adds_up(client, upstream, words):
    chunks, headers = chat.stream(client, words + mark(text='"one two three four five six seven eight"'))
    assert chat.text(chunks) == "one two three four five six seven eight"
    assert chat.finish(chunks) == "stop"
    assert len(chunks) > 3
    assert chat.usage(chunks) is None
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["x-isartor-layer"] == "l3"


def test_a_chunk_comes_when_it_is_made_and_leaving_stops_the_provider(client, upstream, words):
    stream = client.chat.completions.create(
        **chat.question(words + mark(fault="stall-inside", stall_ms=60_000), stream=True))
    next(iter(stream))
    assert upstream.only_request.ending is None, "the provider is still talking"
    stream.close()
    until(lambda: upstream.ledger["client_disconnects"] == 1, "the provider to be told that nobody listens")


def test_token_counts_end_a_stream_when_asked_for(client, upstream, words):
    chunks, _ = chat.stream(client, words, stream_options={"include_usage": True})
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens == upstream.ledger["billed_tokens"]["output"] > 0
    assert upstream.only_request.json["stream_options"] == {"include_usage": True}


def test_the_stream_helper_gathers_a_stream(client, upstream, words):
    completions = client.chat.completions
    with completions.stream(**chat.question(words)) as stream:
        for _ in stream:
            pass
        gathered = stream.get_final_completion()
    assert gathered.choices[0].message.content
    assert gathered.choices[0].finish_reason == "stop"


def test_a_tool_call_and_the_turn_after_it(client, upstream, words):
    asked = words + mark(tool="get_weather", tool_input='{"city":"Sils Maria"}')
    answer, _ = chat.ask(client, asked, tools=[chat.WEATHER])
    [(identifier, name, arguments)] = chat.calls(answer.choices[0].message)
    assert (name, json.loads(arguments)) == ("get_weather", {"city": "Sils Maria"})
    assert answer.choices[0].finish_reason == "tool_calls"
    messages = [
        {"role": "user", "content": asked},
        answer.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": identifier, "content": "sunny"},
    ]
    after = client.chat.completions.create(model=chat.MODEL, messages=messages, tools=[chat.WEATHER])
    assert after.choices[0].finish_reason == "stop"
    assert upstream.requests[-1].json["messages"][-1]["content"] == "sunny"


def test_a_streamed_tool_call_comes_in_deltas(client, upstream, words):
    chunks, _ = chat.stream(
        client, words + mark(tool="get_weather", tool_input='{"city":"Soglio","days":3}'), tools=[chat.WEATHER])
    [(identifier, name, arguments)] = chat.streamed_calls(chunks)
    assert identifier.startswith("call_")
    assert (name, json.loads(arguments)) == ("get_weather", {"city": "Soglio", "days": 3})
    assert chat.finish(chunks) == "tool_calls"


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_parallel_tool_calls_stay_apart(client, upstream, words, streamed):
    asked = words + mark(tool="get_weather", tool_input='{"city":"Guarda"}', tools=3)
    if streamed:
        calls = chat.streamed_calls(chat.stream(client, asked, tools=[chat.WEATHER])[0])
    else:
        answer, _ = chat.ask(client, asked, tools=[chat.WEATHER], parallel_tool_calls=True)
        calls = chat.calls(answer.choices[0].message)
    assert [(name, arguments) for _, name, arguments in calls] == [("get_weather", '{"city":"Guarda"}')] * 3
    assert len({identifier for identifier, _, _ in calls}) == 3


def test_a_forced_tool_is_called(client, upstream, words):
    choice = {"type": "function", "function": {"name": "get_weather"}}
    answer, _ = chat.ask(client, words, tools=[chat.WEATHER], tool_choice=choice)
    assert [name for _, name, _ in chat.calls(answer.choices[0].message)] == ["get_weather"]
    assert upstream.only_request.json["tool_choice"] == choice


def test_an_image_reaches_the_provider(client, upstream, words):
    parts = [
        {"type": "text", "text": words},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PIXEL, "detail": "low"}},
    ]
    answer = client.chat.completions.create(model=chat.MODEL, messages=[{"role": "user", "content": parts}])
    assert answer.choices[0].message.content
    assert upstream.only_request.json["messages"][0]["content"] == parts


class Trip(pydantic.BaseModel):
    """A structured answer."""

    place: str
    nights: int


def test_a_structured_answer_is_parsed(client, upstream, words):
    parse = getattr(client.chat.completions, "parse", None) or client.beta.chat.completions.parse
    answer = parse(**chat.question(words), response_format=Trip)
    assert isinstance(answer.choices[0].message.parsed, Trip)
    assert upstream.only_request.json["response_format"]["json_schema"]["name"] == "Trip"


@pytest.mark.parametrize("role", ["system", "developer"])
def test_instructions_reach_the_provider(client, upstream, words, role):
    messages = [{"role": role, "content": "Speak as a mountain guide."}, {"role": "user", "content": words}]
    assert client.chat.completions.create(model=chat.MODEL, messages=messages).choices[0].message.content
    assert upstream.only_request.json["messages"] == messages


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_two_choices_are_two_answers(client, upstream, words, streamed):
    if streamed:
        chunks, _ = chat.stream(client, words, n=2)
        texts = [chat.text(chunks, choice) for choice in (0, 1)]
    else:
        answer, _ = chat.ask(client, words, n=2)
        texts = [choice.message.content for choice in answer.choices]
    assert len(set(texts)) == 2 and all(texts)


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter"])
@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_the_stop_reason_is_the_providers(client, upstream, words, reason, streamed):
    asked = words + mark(finish=reason)
    if streamed:
        assert chat.finish(chat.stream(client, asked)[0]) == reason
    else:
        assert chat.ask(client, asked)[0].choices[0].finish_reason == reason


def test_fields_that_nobody_knows_reach_the_provider(client, upstream, words):
    news = {"taste": {"salt": 0.25, "notes": ["dry", None]}, "horizon_ms": 12}
    chat.ask(client, words, extra_body=news, extra_query={"trace": "a b"}, extra_headers={"x-tasting": "room 4"})
    seen = upstream.only_request
    assert {key: seen.json[key] for key in news} == news
    assert seen.target == "/v1/chat/completions?trace=a%20b" or seen.target == "/v1/chat/completions?trace=a+b"
    assert seen.header("x-tasting") == "room 4"


def test_any_script_and_emoji_pass_unharmed(client, upstream, words):
    said = "Grüße aus 山 — und 🏔️! \u2028\t\"quoted\" \\ back"
    answer, _ = chat.ask(client, words + mark(text=json.dumps(said)))
    assert answer.choices[0].message.content == said
    chunks, _ = chat.stream(client, words + mark(text=json.dumps(said)), temperature=0.5)
    assert chat.text(chunks) == said


def test_the_providers_key_takes_the_place_of_the_clients(client, upstream, words):
    chat.ask(client, words)
    assert upstream.only_request.header("authorization") == "Bearer sk-provider-key-of-these-tests"


def test_many_questions_at_once_get_their_own_answers(gateway, upstream, words):
    async def ask_all():
        async with openai.AsyncOpenAI(base_url=gateway.url + "/v1", api_key="sk-client", max_retries=0) as client:
            async def ask(number):
                said = words + mark(text=f'"answer {number}"')
                if number % 2:
                    stream = await client.chat.completions.create(**chat.question(said, stream=True))
                    return chat.text([chunk async for chunk in stream])
                return (await client.chat.completions.create(**chat.question(said))).choices[0].message.content

            return await asyncio.gather(*(ask(number) for number in range(24)))

    assert asyncio.run(ask_all()) == [f"answer {number}" for number in range(24)]
    assert upstream.generations == 24
