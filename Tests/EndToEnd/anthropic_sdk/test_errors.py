# SPDX-License-Identifier: Apache-2.0
"""When something fails, the `anthropic` library raises the right exception, and nothing wrong is kept."""

import json

import anthropic
import pytest
from support import messages
from support.clients import fault, mark


@pytest.fixture
def impatient(connect, special_gateway):
    """A client of a gateway that waits no longer than a second for the provider."""
    return connect(special_gateway(l3_timeout_secs=1, l3_idle_timeout_secs=1))


def assert_nothing_was_kept(client, upstream, words):
    """The same request without its fault is answered by the provider, and rightly so."""
    before = upstream.generations
    answer, headers = messages.ask(client, words)
    assert headers["x-isartor-layer"] == "l3"
    assert answer.stop_reason == "end_turn"
    assert messages.text(answer)
    assert upstream.generations == before + 1


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, anthropic.BadRequestError),
        (401, anthropic.AuthenticationError),
        (404, anthropic.NotFoundError),
        (413, anthropic.APIStatusError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (503, anthropic.APIStatusError),
        (529, anthropic.APIStatusError),
    ],
)
def test_a_refusal_of_the_provider_is_passed_on(client, upstream, words, status, error, streamed):
    with pytest.raises(error) as caught:
        client.messages.create(
            **messages.question(words, stream=streamed),
            extra_headers=fault(fault=f"status-{status}", retry_after=7))
    assert caught.value.status_code == status
    assert caught.value.response.headers.get("retry-after") == ("7" if status in (429, 503, 529) else None)
    assert caught.value.body == json.loads(upstream.only_request.answered), "the provider's own words"
    assert_nothing_was_kept(client, upstream, words)


def test_overload_has_its_own_exception(client, upstream, words):
    with pytest.raises(anthropic.APIStatusError) as caught:
        messages.ask(client, words, extra_headers=fault(fault="status-529"))
    assert type(caught.value).__name__ == "OverloadedError"


def test_the_library_retries_as_the_provider_says(connect, gateway, upstream, words):
    upstream.schedule({"fault": "status-429", "retry-after": 0}, {"fault": "status-529"})
    answer, _ = messages.ask(connect(gateway, max_retries=3), words)
    assert answer.stop_reason == "end_turn"
    assert upstream.generations == 3


@pytest.mark.parametrize(
    "broken", ["cut", "reset", "truncated-json", "html-200", "empty-answer", "close-before", "malformed-sse"])
def test_a_broken_answer_is_an_error(client, upstream, words, broken):
    with pytest.raises(anthropic.InternalServerError) as caught:
        messages.ask(client, words, extra_headers=fault(fault=broken))
    assert caught.value.status_code == 502
    assert caught.value.body["error"]["type"] == "api_error"
    assert_nothing_was_kept(client, upstream, words)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        ("cut", "api_error"),
        ("reset", "api_error"),
        ("truncated-json", "api_error"),
        ("no-terminator", "api_error"),
        ("malformed-sse", "api_error"),
        ("error-in-stream", "overloaded_error"),
    ],
)
def test_a_stream_that_breaks_raises(client, upstream, words, broken, kind):
    stream = client.messages.create(
        **messages.question(words, stream=True), extra_headers=fault(fault=broken))
    got = []
    with pytest.raises(anthropic.APIStatusError) as caught:
        messages.read(stream, into=got)
    assert caught.value.body["error"]["type"] == kind
    assert messages.streamed_text(got), "what came before the fault was passed on"
    assert_nothing_was_kept(client, upstream, words)


@pytest.mark.parametrize("broken", ["html-200", "empty-answer", "close-before"])
def test_a_stream_that_never_begins_raises(client, upstream, words, broken):
    with pytest.raises(anthropic.APIError):
        messages.read(client.messages.create(
            **messages.question(words, stream=True), extra_headers=fault(fault=broken)))
    assert_nothing_was_kept(client, upstream, words)


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_a_slow_answer_arrives_whole(client, upstream, words, streamed):
    asked = words + mark(text='"as it should be"')
    slow = fault(fault="slow-body", frame_delay_ms=2)
    if streamed:
        assert messages.streamed_text(messages.stream(client, asked, extra_headers=slow)[0]) == "as it should be"
    else:
        assert messages.text(messages.ask(client, asked, extra_headers=slow)[0]) == "as it should be"


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_a_provider_that_does_not_begin_times_out(impatient, upstream, words, streamed):
    with pytest.raises(anthropic.APIStatusError) as caught:
        impatient.messages.create(
            **messages.question(words, stream=streamed), extra_headers=fault(fault="stall-before"))
    assert caught.value.status_code == 504
    assert caught.value.body["error"]["type"] == "timeout_error"
    assert "l3_timeout_secs" in caught.value.body["error"]["message"]
    assert_nothing_was_kept(impatient, upstream, words)


def test_a_stream_that_stalls_raises(impatient, upstream, words):
    stream = impatient.messages.create(
        **messages.question(words, stream=True), extra_headers=fault(fault="stall-inside"))
    with pytest.raises(anthropic.APIStatusError) as caught:
        messages.read(stream)
    assert caught.value.body["error"]["type"] == "timeout_error"
    assert_nothing_was_kept(impatient, upstream, words)


@pytest.mark.parametrize("carrier", ["api_key", "auth_token"])
def test_a_wrong_gateway_key_is_refused_before_the_provider(
    connect, special_gateway, upstream, words, carrier, monkeypatch
):
    gateway = special_gateway(gateway_api_key="the-right-key")
    with pytest.raises(anthropic.AuthenticationError) as caught:
        messages.ask(connect(gateway, **{"api_key": None, carrier: "the-wrong-key"}), words)
    assert caught.value.body["error"]["type"] == "authentication_error"
    assert caught.value.body["error"]["code"] == "invalid_gateway_key"
    assert "the-wrong-key" not in str(caught.value)
    assert upstream.generations == 0
    answer, _ = messages.ask(connect(gateway, **{"api_key": None, carrier: "the-right-key"}), words)
    assert messages.text(answer)
    assert "the-right-key" not in str(upstream.only_request.headers)


def test_a_body_beyond_the_limit_is_refused_before_the_provider(connect, special_gateway, upstream, words):
    client = connect(special_gateway(max_body_bytes=20_000))
    with pytest.raises(anthropic.APIStatusError) as caught:
        messages.ask(client, words + "x" * 30_000)
    assert caught.value.status_code == 413
    assert caught.value.body["error"]["type"] == "request_too_large"
    assert upstream.generations == 0
    assert_nothing_was_kept(client, upstream, words)


def test_a_provider_that_is_not_there_is_a_bad_gateway(connect, special_gateway, upstream, words):
    # Port 9 of loopback: nobody listens there.
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9"))
    with pytest.raises(anthropic.InternalServerError) as caught:
        messages.ask(client, words)
    assert caught.value.status_code == 502
    assert caught.value.body["error"]["code"] == "upstream_unreachable"
    assert caught.value.body["request_id"] == caught.value.response.headers["x-isartor-request-id"]
