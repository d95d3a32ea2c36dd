# SPDX-License-Identifier: Apache-2.0
"""What the chain of providers does for users of the `openai` library: they see answers, not failures."""

import time
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
from support import chat
from support.clients import fault


def text_of(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def test_a_failure_that_passes_is_made_good(connect, special_gateway, upstream, words):
    client = connect(special_gateway(l3_max_retries=2))
    upstream.schedule({"fault": "status-500"})
    answer, headers = chat.ask(client, words)
    assert answer.choices[0].finish_reason == "stop"
    assert headers["x-isartor-attempts"] == "openai=server_error"
    assert upstream.generations == 2
    upstream.schedule({"fault": "status-503"})
    chunks, headers = chat.stream(client, words + " again")
    assert text_of(chunks)
    assert headers["x-isartor-attempts"] == "openai=overloaded"


def test_a_provider_of_another_family_takes_over(connect, special_gateway, upstream, words):
    fallback = {"provider": "anthropic", "url": upstream.url, "model": "claude-sonnet-4-6", "api_key": "sk-ant-x"}
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9/v1", fallback_providers=[fallback]))
    answer, headers = chat.ask(client, words)
    assert answer.choices[0].message.content
    assert headers["x-isartor-provider"] == "anthropic"
    assert headers["x-isartor-attempts"] == "openai=unreachable"
    chunks, headers = chat.stream(client, words + " again")
    assert text_of(chunks) and chunks[-1].choices[0].finish_reason == "stop"
    assert headers["x-isartor-provider"] == "anthropic"


def test_the_error_names_everybody_who_was_tried(connect, special_gateway, upstream, words):
    fallback = {"provider": "anthropic", "url": upstream.url, "model": "claude-sonnet-4-6", "api_key": "sk-ant-x"}
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9/v1", fallback_providers=[fallback]))
    upstream.schedule({"fault": "status-500"})
    with pytest.raises(openai.InternalServerError) as caught:
        chat.ask(client, words)
    assert caught.value.code == "all_providers_failed"
    assert "`openai` (unreachable)" in str(caught.value) and "`anthropic` (server error)" in str(caught.value)


def test_an_old_answer_is_better_than_none(connect, special_gateway, upstream, words):
    client = connect(special_gateway(cache_ttl_secs=1))
    first, _ = chat.ask(client, words)
    time.sleep(1.2)
    answer, headers = chat.ask(client, words, extra_headers=fault(fault="status-503"))
    assert answer.choices[0].message.content == first.choices[0].message.content
    assert headers["x-isartor-stale"] == "error" and headers["warning"].startswith("111")
    chunks, headers = chat.stream(client, words, extra_headers=fault(fault="status-503"))
    assert text_of(chunks) == first.choices[0].message.content
    assert headers["x-isartor-stale"] == "error"


def test_twenty_equal_questions_are_asked_once(connect, special_gateway, upstream, words):
    client = connect(special_gateway())
    slow = fault(first_byte_ms=400)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: chat.ask(client, words, extra_headers=slow)[0], range(20)))
    assert len({answer.choices[0].message.content for answer in answers}) == 1
    assert upstream.generations == 1
