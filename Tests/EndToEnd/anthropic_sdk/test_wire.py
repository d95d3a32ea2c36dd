# SPDX-License-Identifier: Apache-2.0
"""Bytes are passed on as they are: the provider reads what the library wrote, the library what the provider wrote."""

import pytest
from support import messages
from support.clients import PIXEL, mark

SHAPES = {
    "plain": {},
    "options": {"stop_sequences": ["END"], "metadata": {"user_id": "someone"}, "extra_body": {"top_k": 5}},
    "system": {"system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
    "tools": {"tools": [messages.WEATHER], "tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
    "thinking": {"thinking": {"type": "enabled", "budget_tokens": 2048}},
    "unknown": {"extra_body": {"unheard_of": {"é": [1e-3, -0.0, "\u0000"]}}},
    "turns": {
        "messages": [
            {"role": "user", "content": [
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
                {"type": "text", "text": "What is this? Ünïcödé"},
            ]},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "A pixel.", "signature": "c2lnbmVk"},
                {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": False,
                 "content": [{"type": "text", "text": "fog", "cache_control": {"type": "ephemeral"}}]}]},
        ]
    },
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_bytes_pass_both_ways(tapped, exchanges, upstream, words, shape, streamed):
    arguments = {**messages.question(words), **SHAPES[shape]}
    # A session of its own keeps tests with the same question apart.
    arguments["extra_headers"] = {"x-isartor-session-id": words}
    answer = tapped.messages.create(**arguments, stream=streamed)
    if streamed:
        messages.read(answer)
    [exchange] = exchanges
    seen = upstream.only_request
    assert seen.body == exchange.sent
    assert exchange.received == seen.answered
    assert exchange.headers["x-isartor-layer"] == "l3"
    assert "x-isartor-mutations" not in exchange.headers


def test_a_hit_repeats_the_providers_bytes(tapped, exchanges, upstream, words):
    for _ in range(2):
        tapped.messages.create(**messages.question(words))
        messages.read(tapped.messages.create(**messages.question(words + "!", stream=True)))
    json_first, stream_first, json_again, stream_again = exchanges
    assert [exchange.headers["x-isartor-layer"] for exchange in exchanges] == ["l3", "l3", "l1a", "l1a"]
    assert json_again.received == json_first.received
    assert stream_again.received == stream_first.received


def test_a_refusal_is_passed_on_to_the_byte(tapped, exchanges, upstream, words):
    with pytest.raises(Exception):
        tapped.messages.create(**messages.question(words + mark(fault="status-400")))
    assert exchanges[0].status == 400
    assert exchanges[0].received == upstream.only_request.answered


def test_the_clients_own_key_is_forwarded_when_the_gateway_has_none(connect, special_gateway, upstream, words):
    client = connect(special_gateway(external_llm_api_key=""), api_key="sk-the-clients-own")
    messages.ask(client, words)
    seen = upstream.only_request
    assert "sk-the-clients-own" in (seen.header("x-api-key"), (seen.header("authorization") or "")[7:])


def test_two_forwarded_keys_share_no_answer(connect, special_gateway, upstream, words):
    gateway = special_gateway(external_llm_api_key="")
    for key, layer in [("sk-first", "l3"), ("sk-second", "l3"), ("sk-first", "l1a")]:
        assert messages.ask(connect(gateway, api_key=key), words)[1]["x-isartor-layer"] == layer
    assert upstream.generations == 2
