# SPDX-License-Identifier: Apache-2.0
"""A gateway that is asked to stop takes no more work, finishes what it has, and goes."""

import http.client
import json

from support.clients import mark
from support.waiting import until


def begin(gateway, prompt):
    """Asks for a stream and returns the response once it has begun."""
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
    connection.request("POST", "/v1/chat/completions", json.dumps(
        {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": prompt}]}).encode())
    response = connection.getresponse()
    assert response.status == 200
    assert response.readline().startswith(b"data: ")
    return response


def settings(upstream, **more):
    return {"external_llm_url": upstream.url, "external_llm_api_key": "sk-x", **more}


def test_a_running_stream_is_finished_first(start_gateway, upstream, words):
    gateway = start_gateway(settings(upstream, shutdown_grace_secs=30))
    # It pauses in the middle, so that the signal falls into the stream.
    response = begin(gateway, words + mark(fault="stall-inside", stall_ms=1500))
    gateway.terminate()
    until(lambda: "stopping" in gateway.output, "the gateway to have read the signal")
    rest = response.read()
    assert rest.rstrip().endswith(b"data: [DONE]")
    gateway.process.wait(timeout=20)
    assert gateway.process.returncode == 0
    assert "stopped" in gateway.output


def test_nobody_new_is_let_in(start_gateway, upstream, words):
    gateway = start_gateway(settings(upstream, shutdown_grace_secs=30))
    response = begin(gateway, words + mark(fault="stall-inside", stall_ms=1500))
    gateway.terminate()

    def is_closed():
        try:
            gateway.get("/healthz")
        except OSError:
            return True
        return False

    until(is_closed, "the door to be closed")
    assert response.read().rstrip().endswith(b"data: [DONE]")
    gateway.process.wait(timeout=20)


def test_after_the_grace_a_stream_is_cut(start_gateway, upstream, words):
    gateway = start_gateway(settings(upstream, shutdown_grace_secs=1))
    response = begin(gateway, words + mark(fault="stall-inside", stall_ms=60_000))
    gateway.terminate()
    gateway.process.wait(timeout=20)
    assert gateway.process.returncode == 0
    try:
        rest = response.read()
    except (http.client.IncompleteRead, ConnectionError) as cut:
        rest = getattr(cut, "partial", b"")
    assert b"[DONE]" not in rest


def test_who_asks_twice_does_not_wait(start_gateway, upstream, words):
    gateway = start_gateway(settings(upstream, shutdown_grace_secs=600))
    response = begin(gateway, words + mark(fault="stall-inside", stall_ms=60_000))
    gateway.terminate()
    until(lambda: "stopping" in gateway.output, "the gateway to have read the signal")
    gateway.terminate()
    gateway.process.wait(timeout=20)
    assert gateway.process.returncode == 1
    assert "Fatal" not in gateway.output
    response.close()
    gateway.process.returncode = 0  # As this test wanted it.


def test_an_idle_gateway_goes_at_once(start_gateway, upstream):
    gateway = start_gateway(settings(upstream, shutdown_grace_secs=600))
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    gateway.terminate()
    gateway.process.wait(timeout=20)
    assert gateway.process.returncode == 0
    connection.close()
