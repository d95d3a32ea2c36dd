# SPDX-License-Identifier: Apache-2.0
"""The same question twice costs one answer, whatever the form in which it is asked for."""

import anthropic
import pytest
from support import messages
from support.clients import PIXEL, mark


def assert_hit(headers):
    assert headers["x-isartor-layer"] == "l1a"
    assert headers["x-isartor-deflected"] == "true"
    assert headers["x-isartor-provider"] == "anthropic"
    assert int(headers["age"]) >= 0


def assert_fresh(headers):
    assert headers["x-isartor-layer"] == "l3"
    assert headers["x-isartor-deflected"] == "false"
    assert "age" not in headers


def parts(message):
    """A message as what it says, without what only the library adds."""
    return [block.model_dump(exclude_none=True) for block in message.content]


def test_a_repeat_is_the_same_answer(client, upstream, words):
    first, headers = messages.ask(client, words)
    assert_fresh(headers)
    second, headers = messages.ask(client, words)
    assert_hit(headers)
    assert second == first
    assert upstream.generations == 1


def test_a_repeat_from_another_process_of_the_same_user_is_a_hit(connect, gateway, upstream, words):
    messages.ask(connect(gateway), words)
    other = connect(gateway, default_headers={"user-agent": "another-tool/2"})
    _, headers = messages.ask(other, words, metadata={"user_id": "someone"})
    assert_hit(headers)
    assert upstream.generations == 1


def test_a_repeated_stream_is_the_same_stream(client, upstream, words):
    first, headers = messages.stream(client, words)
    assert_fresh(headers)
    second, headers = messages.stream(client, words)
    assert_hit(headers)
    assert second == first
    assert upstream.generations == 1


SHAPES = {
    "text": {},
    "thinking": {"said": mark(reasoning=1)},
    "tools": {
        "said": mark(tool="get_weather", tool_input='{"city":"Bivio","days":2}', tools=2),
        "tools": [messages.WEATHER]},
    "text-and-tool": {
        "said": mark(text='"Let me see."', tool="get_weather", tool_input='{"city":"Bivio"}'),
        "tools": [messages.WEATHER]},
    "image": {"image": True},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("first", ["json", "stream"])
@pytest.mark.parametrize("second", ["json", "stream"])
def test_an_answer_is_repeated_in_either_form(client, upstream, words, shape, first, second):
    more = dict(SHAPES[shape])
    content = [{"type": "text", "text": words + more.pop("said", "")}]
    if more.pop("image", False):
        content.insert(0, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}})

    def ask(form):
        if form == "json":
            return messages.ask(client, content, **more)[0]
        return messages.gathered(client, content, **more)

    given = ask(first)
    assert upstream.generations == 1
    again = ask(second)
    assert upstream.generations == 1, "the repeat is not the provider's work"
    assert parts(again) == parts(given)
    assert (again.id, again.model, again.stop_reason) == (given.id, given.model, given.stop_reason)
    assert again.usage.input_tokens == given.usage.input_tokens
    assert again.usage.output_tokens == given.usage.output_tokens


def test_where_the_cache_marker_stands_does_not_matter(client, upstream, words):
    marked = [{"type": "text", "text": words, "cache_control": {"type": "ephemeral"}}]
    messages.ask(client, marked)
    assert_hit(messages.ask(client, words)[1])
    assert upstream.generations == 1


@pytest.mark.parametrize(
    "change",
    [
        {"model": "claude-haiku-4-5"},
        {"max_tokens": 401},
        {"system": "Be brief."},
        {"tools": [messages.WEATHER]},
        {"stop_sequences": ["END"]},
        {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        {"extra_body": {"temperature": 0.3}},
        {"extra_headers": {"anthropic-beta": "unheard-of-2031-01-01"}},
        {"extra_headers": {"anthropic-version": "2031-01-01"}},
        {"extra_headers": {"x-isartor-session-id": "another talk"}},
    ],
    ids=lambda change: "-".join([*change, *change.get("extra_headers", {})]),
)
def test_whatever_can_change_the_answer_asks_again(client, upstream, words, change):
    messages.ask(client, words)
    raw = client.messages.with_raw_response.create(**{**messages.question(words), **change})
    assert_fresh(raw.headers)
    assert upstream.generations == 2


@pytest.mark.parametrize("reason", ["max_tokens", "refusal", "pause_turn"])
def test_an_answer_that_is_not_whole_is_not_kept(client, upstream, words, reason):
    for count in (1, 2):
        assert_fresh(messages.ask(client, words + mark(finish=reason))[1])
        assert upstream.generations == count


def test_bypass_neither_reads_nor_keeps(client, upstream, words):
    bypass = {"extra_headers": {"x-isartor-cache": "bypass"}}
    assert_fresh(messages.ask(client, words, **bypass)[1])
    assert_fresh(messages.ask(client, words)[1])
    assert_fresh(messages.ask(client, words, **bypass)[1])
    assert_hit(messages.ask(client, words)[1])
    assert upstream.generations == 3


def test_refresh_keeps_the_new_answer(client, upstream, words):
    messages.ask(client, words)
    # The next answer is another one although the question is the same.
    upstream.schedule({"text": "a newer answer"})
    assert_fresh(messages.ask(client, words, extra_headers={"x-isartor-cache": "refresh"})[1])
    kept, headers = messages.ask(client, words)
    assert_hit(headers)
    assert messages.text(kept) == "a newer answer"
    assert upstream.generations == 2


def test_only_never_asks_the_provider(client, upstream, words):
    only = {"extra_headers": {"x-isartor-cache": "only"}}
    with pytest.raises(anthropic.APIStatusError) as caught:
        messages.ask(client, words, **only)
    assert caught.value.status_code == 504
    assert caught.value.body["error"]["code"] == "cache_miss"
    assert upstream.generations == 0
    messages.ask(client, words)
    assert_hit(messages.ask(client, words, **only)[1])
    assert upstream.generations == 1


def test_what_the_provider_remembers_is_never_kept(client, upstream, words):
    for count in (1, 2):
        _, headers = messages.ask(client, words, extra_body={"thread": {"type": "create"}})
        assert_fresh(headers)
        assert upstream.generations == count
