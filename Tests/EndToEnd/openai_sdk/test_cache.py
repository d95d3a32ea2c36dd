# SPDX-License-Identifier: Apache-2.0
"""The same question twice costs one answer, whatever the form in which it is asked for."""

import openai
import pytest
from support import chat
from support.clients import mark
from support.waiting import until


def assert_hit(headers):
    assert headers["x-isartor-layer"] == "l1a"
    assert headers["x-isartor-deflected"] == "true"
    assert headers["x-isartor-provider"] == "openai"
    assert int(headers["age"]) >= 0


def assert_fresh(headers):
    assert headers["x-isartor-layer"] == "l3"
    assert headers["x-isartor-deflected"] == "false"
    assert "age" not in headers


def test_a_repeat_is_the_same_answer(client, upstream, words):
    first, headers = chat.ask(client, words)
    assert_fresh(headers)
    second, headers = chat.ask(client, words)
    assert_hit(headers)
    assert second == first
    assert upstream.generations == 1


def test_a_repeat_from_another_process_of_the_same_user_is_a_hit(connect, gateway, upstream, words):
    chat.ask(connect(gateway), words)
    _, headers = chat.ask(connect(gateway, default_headers={"user-agent": "another-tool/2"}), words, user="someone")
    assert_hit(headers)
    assert upstream.generations == 1


def test_a_repeated_stream_is_the_same_stream(client, upstream, words):
    options = {"stream_options": {"include_usage": True}}
    first, headers = chat.stream(client, words, **options)
    assert_fresh(headers)
    second, headers = chat.stream(client, words, **options)
    assert_hit(headers)
    assert second == first
    assert upstream.generations == 1


def test_json_first_then_a_stream(client, upstream, words):
    first, _ = chat.ask(client, words)
    chunks, headers = chat.stream(client, words, stream_options={"include_usage": True})
    assert_hit(headers)
    assert chat.text(chunks) == first.choices[0].message.content
    assert chat.finish(chunks) == first.choices[0].finish_reason
    assert chat.usage(chunks) == first.usage
    assert {chunk.id for chunk in chunks} == {first.id}
    assert upstream.generations == 1


def test_json_first_then_a_stream_without_token_counts(client, upstream, words):
    first, _ = chat.ask(client, words)
    chunks, headers = chat.stream(client, words)
    assert_hit(headers)
    assert chat.text(chunks) == first.choices[0].message.content
    assert chat.usage(chunks) is None and all(chunk.choices for chunk in chunks)
    assert upstream.generations == 1


def test_a_stream_first_then_json(client, upstream, words):
    chunks, _ = chat.stream(client, words, stream_options={"include_usage": True})
    answer, headers = chat.ask(client, words)
    assert_hit(headers)
    assert answer.choices[0].message.content == chat.text(chunks)
    assert answer.choices[0].finish_reason == chat.finish(chunks)
    assert answer.usage == chat.usage(chunks)
    assert answer.id == chunks[0].id
    assert upstream.generations == 1


def test_a_stream_without_token_counts_is_no_answer_for_who_wants_them(client, upstream, words):
    chat.stream(client, words)
    answer, headers = chat.ask(client, words)
    assert_fresh(headers)
    assert answer.usage.total_tokens > 0
    assert upstream.generations == 2


@pytest.mark.parametrize("first", ["json", "stream"])
@pytest.mark.parametrize("second", ["json", "stream"])
def test_tool_calls_are_repeated_to_the_letter(client, upstream, words, first, second):
    said = mark(tool="get_weather", tool_input='{"city":"Bivio","days":2}', tools=2)

    def ask(form):
        if form == "json":
            answer, headers = chat.ask(client, words + said, tools=[chat.WEATHER])
            return chat.calls(answer.choices[0].message), answer.choices[0].finish_reason, headers
        chunks, headers = chat.stream(
            client, words + said, tools=[chat.WEATHER], stream_options={"include_usage": True})
        return chat.streamed_calls(chunks), chat.finish(chunks), headers

    calls, reason, headers = ask(first)
    assert_fresh(headers)
    again, reason_again, headers = ask(second)
    assert_hit(headers)
    assert (again, reason_again) == (calls, reason)
    assert len(calls) == 2 and reason == "tool_calls"
    assert upstream.generations == 1


def test_two_choices_are_both_repeated(client, upstream, words):
    first, _ = chat.ask(client, words, n=2)
    chunks, headers = chat.stream(client, words, n=2)
    assert_hit(headers)
    assert [chat.text(chunks, index) for index in (0, 1)] == [part.message.content for part in first.choices]


@pytest.mark.parametrize(
    "change",
    [
        {"model": "gpt-4o-mini"},
        {"temperature": 0.3},
        {"max_tokens": 50},
        {"seed": 7},
        {"tools": [chat.WEATHER]},
        {"response_format": {"type": "json_object"}},
        {"extra_body": {"taste": 1}},
        {"extra_headers": {"x-isartor-session-id": "another talk"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_can_change_the_answer_asks_again(client, upstream, words, change):
    chat.ask(client, words)
    arguments = {**chat.question(words), **change}
    raw = client.chat.completions.with_raw_response.create(**arguments)
    assert_fresh(raw.headers)
    assert upstream.generations == 2


def test_another_key_is_another_user(connect, special_gateway, upstream, words):
    gateway = special_gateway(
        gateway_api_keys=[{"name": "ada", "key": "key-of-ada"}, {"name": "bob", "key": "key-of-bob"}])
    for key, layer in [("key-of-ada", "l3"), ("key-of-bob", "l3"), ("key-of-ada", "l1a"), ("key-of-bob", "l1a")]:
        _, headers = chat.ask(connect(gateway, api_key=key), words)
        assert headers["x-isartor-layer"] == layer
    assert upstream.generations == 2


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_was_cut_short_is_not_kept(client, upstream, words, reason):
    for count in (1, 2):
        _, headers = chat.ask(client, words + mark(finish=reason))
        assert_fresh(headers)
        assert upstream.generations == count


def test_bypass_neither_reads_nor_keeps(client, upstream, words):
    bypass = {"extra_headers": {"x-isartor-cache": "bypass"}}
    assert_fresh(chat.ask(client, words, **bypass)[1])
    assert_fresh(chat.ask(client, words)[1])
    assert_fresh(chat.ask(client, words, **bypass)[1])
    assert_hit(chat.ask(client, words)[1])
    assert upstream.generations == 3
    assert all(request.header("x-isartor-cache") is None for request in upstream.requests)


def test_refresh_keeps_the_new_answer(client, upstream, words):
    chat.ask(client, words)
    # The next answer is another one although the question is the same.
    upstream.schedule({"text": "a newer answer"})
    fresh, headers = chat.ask(client, words, extra_headers={"x-isartor-cache": "refresh"})
    assert_fresh(headers)
    kept, headers = chat.ask(client, words)
    assert_hit(headers)
    assert kept.choices[0].message.content == fresh.choices[0].message.content == "a newer answer"
    assert upstream.generations == 2


@pytest.mark.parametrize(
    "header", [{"x-isartor-cache": "only"}, {"cache-control": "only-if-cached"}], ids=["isartor", "standard"])
def test_only_never_asks_the_provider(client, upstream, words, header):
    with pytest.raises(openai.APIStatusError) as caught:
        chat.ask(client, words, extra_headers=header)
    assert caught.value.status_code == 504
    assert caught.value.code == "cache_miss"
    assert upstream.generations == 0
    chat.ask(client, words)
    assert_hit(chat.ask(client, words, extra_headers=header)[1])
    assert upstream.generations == 1


def test_cache_control_no_cache_asks_again_and_keeps(client, upstream, words):
    chat.ask(client, words)
    upstream.schedule({"text": "asked again"})
    assert_fresh(chat.ask(client, words, extra_headers={"cache-control": "no-cache"})[1])
    kept, headers = chat.ask(client, words)
    assert_hit(headers)
    assert kept.choices[0].message.content == "asked again"


def test_cache_control_no_store_keeps_nothing(client, upstream, words):
    assert_fresh(chat.ask(client, words, extra_headers={"cache-control": "no-store"})[1])
    assert_fresh(chat.ask(client, words)[1])
    assert upstream.generations == 2


def test_an_unknown_cache_word_is_refused(client, upstream, words):
    with pytest.raises(openai.BadRequestError) as caught:
        chat.ask(client, words, extra_headers={"x-isartor-cache": "sometimes"})
    assert caught.value.code == "invalid_cache_control"
    assert upstream.generations == 0


@pytest.mark.full
def test_an_answer_grows_old_and_is_forgotten(connect, special_gateway, upstream, words):
    client = connect(special_gateway(cache_ttl_secs=1))
    chat.ask(client, words)

    def is_forgotten():
        return chat.ask(client, words)[1]["x-isartor-layer"] == "l3"

    until(is_forgotten, "the answer to be forgotten after a second")
    assert upstream.generations == 2


def test_without_a_cache_every_question_is_asked(connect, special_gateway, upstream, words):
    client = connect(special_gateway(cache_max_bytes=0))
    for count in (1, 2):
        assert_fresh(chat.ask(client, words)[1])
        assert upstream.generations == count
