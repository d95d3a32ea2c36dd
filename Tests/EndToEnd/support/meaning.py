# SPDX-License-Identifier: Apache-2.0
"""Gateways whose semantic cache works, and the provider that they ask: one that knows what a question means."""

import contextlib
import http.server
import json
import os
import pathlib
import threading

import pytest
from support import program
from support.servers import Gateway

WEIGHTS = program.REPOSITORY / ".build/weights"


@contextlib.contextmanager
def gateway(folder, settings):
    """A gateway with the encoder's files in its home. Verdicts may take as long as a debug build takes."""
    if not (WEIGHTS / "all-minilm-l6-v2/model.safetensors").exists():
        pytest.skip("there is no encoder: run scripts/weights.sh")
    state = pathlib.Path(folder) / ".isartor"
    state.mkdir(mode=0o700, exist_ok=True)
    if not (state / "models").exists():
        os.symlink(WEIGHTS, state / "models")
    with Gateway(folder, {"semantic_wait_ms": 10_000, "cache_ttl_secs": 86_400, **settings}) as running:
        yield running


def report(running):
    """What the gateway's semantic cache tells of itself."""
    return json.loads(running.get("/api/admin/cache/semantic-report").body)


class Oracle:
    """A provider on a free port that answers chat completions with what `answer(question)` says; None is an outage."""

    def __init__(self, answer):
        oracle = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                oracle.calls += 1
                text = answer(body["messages"][-1]["content"])
                if text is None:
                    self.wfile.write(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")
                    return
                data = json.dumps({
                    "id": f"chatcmpl-{oracle.calls}", "object": "chat.completion", "created": 1_790_000_000,
                    "model": body["model"],
                    "choices": [{
                        "index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
                    "usage": {"prompt_tokens": 40, "completion_tokens": 12, "total_tokens": 52},
                }).encode()
                self.wfile.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(data)
                    + data)

            def log_message(self, *_):
                pass

        self.calls = 0
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
