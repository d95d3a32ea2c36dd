# SPDX-License-Identifier: Apache-2.0
"""Bytes are passed on as they are: the provider reads what the library wrote, the library what the provider wrote."""

import json

import pytest
from support import chat
from support.clients import PIXEL, mark

SHAPES = {
    "plain": {},
    "options": {"temperature": 0.25, "top_p": 0.9, "stop": ["\n\n", "END"], "seed": 7, "logit_bias": {"50256": -100}},
    "tools": {"tools": [chat.WEATHER], "tool_choice": "auto", "parallel_tool_calls": False},
    "format": {"response_format": {"type": "json_object"}},
    "unknown": {"extra_body": {"unheard_of": {"é": [1e-3, -0.0, "\u0000"]}}},
    "image": {
        "messages": [
            {"role": "system", "content": "Look closely."},
            {"role": "user", "content": [
                {"type": "text", "text": "What is this? Ünïcödé"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PIXEL}},
            ]},
        ]
    },
    "turns": {
        "messages": [
            {"role": "user", "content": "How is the weather in Vrin?"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{ }"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "fog"}]},
            {"role": "user", "content": "And tomorrow?"},
        ]
    },
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_bytes_pass_both_ways(tapped, exchanges, upstream, words, shape, streamed):
    arguments = {**chat.question(words), **SHAPES[shape]}
    # The user's name keeps the tests apart; it is no part of what is asked.
    arguments["extra_headers"] = {"x-isartor-session-id": words}
    answer = tapped.chat.completions.create(**arguments, stream=streamed)
    if streamed:
        chat.read(answer)
    [exchange] = exchanges
    seen = upstream.only_request
    assert seen.body == exchange.sent
    assert exchange.received == seen.answered
    assert exchange.headers["x-isartor-layer"] == "l3"
    assert "x-isartor-mutations" not in exchange.headers


def test_a_hit_repeats_the_providers_bytes(tapped, exchanges, upstream, words):
    for _ in range(2):
        tapped.chat.completions.create(**chat.question(words))
        chat.read(tapped.chat.completions.create(**chat.question(words + "!", stream=True)))
    json_first, stream_first, json_again, stream_again = exchanges
    assert [exchange.headers["x-isartor-layer"] for exchange in exchanges] == ["l3", "l3", "l1a", "l1a"]
    assert json_again.received == json_first.received
    assert stream_again.received == stream_first.received


def test_a_refusal_is_passed_on_to_the_byte(tapped, exchanges, upstream, words):
    with pytest.raises(Exception):
        tapped.chat.completions.create(**chat.question(words + mark(fault="status-400")))
    assert exchanges[0].status == 400
    assert exchanges[0].received == upstream.only_request.answered


def test_a_model_alias_is_the_only_change(tapped, exchanges, start_gateway, folders, upstream, words, tmp_path):
    file = tmp_path / "isartor.toml"
    file.write_text(f'''
host_port = "127.0.0.1:0"
llm_provider = "openai"
external_llm_url = "{upstream.url}/v1/chat/completions"
external_llm_api_key = "sk-from-the-file"

[model_aliases]
quick = "gpt-4o-mini"
''')
    gateway = start_gateway({}, arguments=["--config", str(file)])
    tapped.base_url = gateway.url + "/v1"
    tapped.chat.completions.create(**{**chat.question(words), "model": "quick"})
    [exchange] = exchanges
    seen = upstream.only_request
    assert seen.body == exchange.sent.replace(b'"quick"', b'"gpt-4o-mini"')
    assert seen.body != exchange.sent
    assert seen.header("authorization") == "Bearer sk-from-the-file"
    assert "alias" in exchange.headers["x-isartor-mutations"]
    assert exchange.received == seen.answered


def test_the_native_surface_asks_the_same_provider(gateway, upstream, words):
    asked = json.dumps({"prompt": words}).encode()
    first = gateway.post("/api/chat", asked, content_type="application/json")
    assert (first.status, first.json["layer"]) == (200, 3)
    again = gateway.post("/api/chat", asked, content_type="application/json")
    assert again.json["layer"] == 1
    assert again.json["message"] == first.json["message"]
    assert upstream.generations == 1
