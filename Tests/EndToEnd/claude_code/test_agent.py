# SPDX-License-Identifier: Apache-2.0
"""A real coding agent works through the gateway, and its second run never leaves the machine."""

import json

import pytest
from support import wire
from support.clients import mark

KEY = {"ANTHROPIC_API_KEY": "sk-client-key-of-these-tests"}


def writing(text, file="note.txt"):
    """A prompt that makes the agent write a file with its shell."""
    given = json.dumps({"command": f"echo {text} > {file}", "description": "Write a note"}, separators=(",", ":"))
    return f"Please write a note. {mark(tool='Bash', tool_input=given)}"


def differences(first, second, path=""):
    """Where two JSON documents differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in sorted(first.keys() | second.keys()):
            yield from differences(first.get(key), second.get(key), f"{path}.{key}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for index, (one, other) in enumerate(zip(first, second)):
            yield from differences(one, other, f"{path}[{index}]")
    elif first != second:
        yield path


def test_a_tool_using_prompt_finishes_and_its_repeat_costs_nothing(claude, gateway, upstream):
    first = claude.run(gateway, writing("hello"), **KEY)
    assert first.code == 0, first.output
    assert first.files == {"note.txt": "hello\n"}
    assert (first.result["subtype"], first.result["num_turns"]) == ("success", 2)
    assert upstream.generations == 2, "the tool call, and the words after it"

    second = claude.run(gateway, writing("hello"), **KEY)
    assert second.code == 0, second.output
    assert upstream.generations == 2, "the second process must not reach the provider"
    assert second.files == first.files, "the tool was called again"
    assert second.said == first.said
    assert second.result["usage"] == first.result["usage"]
    assert second.result["session_id"] != first.result["session_id"]


def test_the_repeat_costs_nothing_with_a_home_that_remembers_the_first(claude, gateway, upstream):
    claude.run(gateway, writing("remembered"), **KEY)
    second = claude.run(gateway, writing("remembered"), keeps_home=True, **KEY)
    assert second.files == {"note.txt": "remembered\n"}
    assert upstream.generations == 2


def test_another_prompt_asks_the_provider(claude, gateway, upstream):
    claude.run(gateway, writing("hello"), **KEY)
    other = claude.run(gateway, writing("goodbye"), **KEY)
    assert other.files == {"note.txt": "goodbye\n"}
    assert upstream.generations == 4


def test_two_processes_differ_only_in_what_the_identity_leaves_out(claude, special_gateway, upstream):
    gateway = special_gateway(cache_max_bytes=0)
    for _ in range(2):
        assert claude.run(gateway, writing("hello"), **KEY).code == 0
    first, first_after, second, second_after = upstream.requests
    for one, other in [(first, second), (first_after, second_after)]:
        assert set(differences(one.json, other.json)) <= {".metadata.user_id"}
        assert one.target == other.target
    changed = {name.lower() for name, value in first.headers if second.header(name) != value}
    assert changed <= {"x-claude-code-session-id", "x-client-request-id"}


@pytest.mark.parametrize("model", ["opus", "haiku"])
@pytest.mark.full
def test_every_kind_of_model_repeats_for_free(claude, gateway, upstream, model):
    for count in range(2):
        run = claude.run(gateway, writing(model), "--model", model, **KEY)
        assert run.code == 0, run.output
        assert run.files == {"note.txt": f"{model}\n"}
        assert upstream.generations == 2, f"run {count + 1}"


@pytest.mark.full
def test_several_tools_in_one_turn(claude, gateway, upstream):
    prompt = writing("twice") + " " + mark(
        tool="Bash", tools=2, tool_input='{"command":"echo twice >> note.txt","description":"Add a line"}')
    for _ in range(2):
        run = claude.run(gateway, prompt, **KEY)
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "twice\ntwice\n"}
    assert upstream.generations == 2


def test_it_works_with_a_gateway_key_as_its_token(claude, special_gateway, upstream):
    gateway = special_gateway(gateway_api_key="gateway-key-of-these-tests")
    for _ in range(2):
        run = claude.run(gateway, writing("token"), ANTHROPIC_AUTH_TOKEN="gateway-key-of-these-tests")
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "token\n"}
    assert upstream.generations == 2
    for request in upstream.requests:
        assert request.header("x-api-key") == "sk-provider-key-of-these-tests"
        assert "gateway-key-of-these-tests" not in str(request.headers)


def test_its_own_key_is_forwarded_when_the_gateway_has_none(claude, special_gateway, upstream):
    gateway = special_gateway(external_llm_api_key="")
    for _ in range(2):
        run = claude.run(gateway, writing("own key"), **KEY)
        assert run.code == 0, run.output
    assert upstream.generations == 2
    assert {request.header("x-api-key") for request in upstream.requests} == set(KEY.values())


def test_a_wrong_gateway_key_is_an_error_that_it_understands(claude, special_gateway, upstream):
    gateway = special_gateway(gateway_api_key="gateway-key-of-these-tests")
    run = claude.run(gateway, writing("never"), ANTHROPIC_AUTH_TOKEN="another-key")
    assert run.code == 1
    assert run.result["is_error"] and run.result["api_error_status"] == 401
    assert run.files == {}
    assert upstream.generations == 0


@pytest.mark.parametrize(("status", "requests"), [(400, 6), (429, 2), (529, 2)])
@pytest.mark.full
def test_a_refusal_of_the_provider_is_told_as_it_is(claude, gateway, upstream, status, requests):
    run = claude.run(gateway, f"Hello. {mark(fault=f'status-{status}', retry_after=0)}", **KEY)
    assert run.code == 1
    assert run.result["is_error"] and run.result["api_error_status"] == status
    assert 1 <= upstream.generations <= requests


@pytest.mark.full
def test_a_stream_that_breaks_once_is_mended_by_the_agent(claude, gateway, upstream):
    upstream.schedule({"fault": "cut"})
    run = claude.run(gateway, writing("mended"), **KEY)
    assert run.code == 0, run.output
    assert run.files == {"note.txt": "mended\n"}


def test_the_greeting_is_answered_before_any_key(special_gateway):
    gateway = special_gateway(gateway_api_key="gateway-key-of-these-tests")
    answer = wire.request(gateway.port, "HEAD", "/api/hello")
    assert (answer.status, answer.body) == (200, b"")
