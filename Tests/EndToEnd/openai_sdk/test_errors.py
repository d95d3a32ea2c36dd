# SPDX-License-Identifier: Apache-2.0
"""When something fails, the `openai` library raises the right exception, and nothing wrong is kept."""

import json

import openai
import pytest
from support import chat
from support.clients import fault, mark


@pytest.fixture
def impatient(connect, special_gateway):
    """A client of a gateway that waits no longer than a second for the provider."""
    return connect(special_gateway(l3_timeout_secs=1, l3_idle_timeout_secs=1))


def assert_nothing_was_kept(client, upstream, words, **more):
    """The same request without its fault is answered by the provider, and rightly so."""
    before = upstream.generations
    answer, headers = chat.ask(client, words, **more)
    assert headers["x-isartor-layer"] == "l3"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.choices[0].message.content
    assert upstream.generations == before + 1


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
        (529, openai.InternalServerError),
    ],
)
def test_a_refusal_of_the_provider_is_passed_on(client, upstream, words, status, error, streamed):
    with pytest.raises(error) as caught:
        client.chat.completions.create(
            **chat.question(words, stream=streamed), extra_headers=fault(fault=f"status-{status}", retry_after=7))
    assert caught.value.status_code == status
    assert caught.value.response.headers.get("retry-after") == ("7" if status in (429, 503, 529) else None)
    assert caught.value.body == json.loads(upstream.only_request.answered)["error"], "the provider's own words"
    assert_nothing_was_kept(client, upstream, words)


def test_the_library_retries_as_the_provider_says(connect, gateway, upstream, words):
    upstream.schedule({"fault": "status-429", "retry-after": 0}, {"fault": "status-529"})
    answer, _ = chat.ask(connect(gateway, max_retries=3), words)
    assert answer.choices[0].finish_reason == "stop"
    assert upstream.generations == 3


@pytest.mark.parametrize(
    "broken", ["cut", "reset", "truncated-json", "html-200", "empty-answer", "close-before", "malformed-sse"])
def test_a_broken_answer_is_an_error(client, upstream, words, broken):
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(**chat.question(words), extra_headers=fault(fault=broken))
    assert caught.value.status_code == 502
    assert caught.value.body["type"] == "upstream_error"
    assert_nothing_was_kept(client, upstream, words)


@pytest.mark.parametrize("broken", ["cut", "reset", "truncated-json", "malformed-sse", "error-in-stream"])
def test_a_stream_that_breaks_raises(client, upstream, words, broken):
    stream = client.chat.completions.create(
        **chat.question(words, stream=True), extra_headers=fault(fault=broken))
    got = []
    with pytest.raises(openai.APIError) as caught:
        chat.read(stream, into=got)
    assert not isinstance(caught.value, openai.APIConnectionError), "the error is told in the stream itself"
    codes = {"malformed-sse": "upstream_malformed", "error-in-stream": None}
    assert caught.value.code == codes.get(broken, "upstream_cut")
    assert chat.text(got), "what came before the fault was passed on"
    assert_nothing_was_kept(client, upstream, words)


@pytest.mark.parametrize("broken", ["html-200", "empty-answer", "close-before"])
def test_a_stream_that_never_begins_raises(client, upstream, words, broken):
    with pytest.raises(openai.APIError):
        stream = client.chat.completions.create(
            **chat.question(words, stream=True), extra_headers=fault(fault=broken))
        chat.read(stream)
    assert_nothing_was_kept(client, upstream, words)


def test_a_stream_without_its_last_event_is_not_kept(client, upstream, words):
    chunks, _ = chat.stream(client, words, extra_headers=fault(fault="no-terminator"))
    assert chat.finish(chunks) == "stop"
    assert_nothing_was_kept(client, upstream, words)


# A stream under another content type is no stream for the library either.
@pytest.mark.parametrize(
    ("odd", "streamed"), [("slow-body", False), ("slow-body", True), ("wrong-content-type", False)])
def test_an_odd_but_whole_answer_arrives(client, upstream, words, odd, streamed):
    asked = words + mark(text='"as it should be"')
    if streamed:
        chunks, _ = chat.stream(client, asked, extra_headers=fault(fault=odd, frame_delay_ms=2))
        assert chat.text(chunks) == "as it should be"
    else:
        answer, _ = chat.ask(client, asked, extra_headers=fault(fault=odd, frame_delay_ms=2))
        assert answer.choices[0].message.content == "as it should be"


@pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
def test_a_provider_that_does_not_begin_times_out(impatient, upstream, words, streamed):
    with pytest.raises(openai.InternalServerError) as caught:
        impatient.chat.completions.create(
            **chat.question(words, stream=streamed), extra_headers=fault(fault="stall-before"))
    assert caught.value.status_code == 504
    assert caught.value.body["code"] == "upstream_timeout"
    assert "l3_timeout_secs" in caught.value.message
    assert_nothing_was_kept(impatient, upstream, words)


def test_a_stream_that_stalls_raises(impatient, upstream, words):
    stream = impatient.chat.completions.create(
        **chat.question(words, stream=True), extra_headers=fault(fault="stall-inside"))
    with pytest.raises(openai.APIError) as caught:
        chat.read(stream)
    assert caught.value.code == "upstream_stalled"
    assert_nothing_was_kept(impatient, upstream, words)


def test_a_wrong_gateway_key_is_refused_before_the_provider(connect, special_gateway, upstream, words):
    gateway = special_gateway(gateway_api_key="the-right-key")
    with pytest.raises(openai.AuthenticationError) as caught:
        chat.ask(connect(gateway, api_key="the-wrong-key"), words)
    assert caught.value.code == "invalid_gateway_key"
    assert "the-wrong-key" not in str(caught.value)
    assert upstream.generations == 0
    answer, _ = chat.ask(connect(gateway, api_key="the-right-key"), words)
    assert answer.choices[0].message.content
    assert "the-right-key" not in str(upstream.only_request.headers)


def test_a_body_beyond_the_limit_is_refused_before_the_provider(connect, special_gateway, upstream, words):
    client = connect(special_gateway(max_body_bytes=20_000))
    with pytest.raises(openai.APIStatusError) as caught:
        chat.ask(client, words + "x" * 30_000)
    assert caught.value.status_code == 413
    assert caught.value.code == "request_too_large"
    assert upstream.generations == 0
    assert_nothing_was_kept(client, upstream, words)


def test_a_provider_that_is_not_there_is_a_bad_gateway(connect, special_gateway, upstream, words):
    # Port 9 of loopback: nobody listens there.
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9/v1"))
    with pytest.raises(openai.InternalServerError) as caught:
        chat.ask(client, words)
    assert caught.value.status_code == 502
    assert caught.value.code == "upstream_unreachable"


def test_offline_mode_lets_nothing_out(connect, special_gateway, words):
    # A name that cannot exist: even a gateway that tried could reach nobody.
    gateway = special_gateway(external_llm_url="https://provider.invalid/v1", offline_mode=True)
    with pytest.raises(openai.InternalServerError) as caught:
        chat.ask(connect(gateway), words)
    assert caught.value.status_code == 503
    assert caught.value.code == "offline_mode_active"
