# SPDX-License-Identifier: Apache-2.0
"""HTTP without a client library's opinions, and a tap on the client libraries' own."""

import dataclasses
import http.client
import json


@dataclasses.dataclass
class Answer:
    """A response that was read to its end."""

    status: int
    headers: list
    body: bytes

    def header(self, name):
        """The first value of that header, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def everything(self):
        """Head and body as one text, for those who look for what must not be there."""
        head = "".join(f"{name}: {value}\n" for name, value in self.headers)
        return head + self.body.decode("utf-8", errors="replace")


def request(port, method, path, body=None, headers=None, seconds=30):
    """One request on a connection of its own; `headers` may use `_` for `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        fields = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        connection.request(method, path, body=body, headers=fields)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


@dataclasses.dataclass
class Exchange:
    """What one HTTP request of a client library sent and received, byte for byte."""

    sent: bytes
    headers: dict
    status: int
    received: bytes = b""


def recording_transport(httpx, exchanges):
    """A transport of `httpx` (or its successor, httpx2) that adds every exchange to the list `exchanges`."""

    class Tap(httpx.SyncByteStream):
        def __init__(self, stream, exchange):
            self.stream = stream
            self.exchange = exchange

        def __iter__(self):
            for piece in self.stream:
                self.exchange.received += piece
                yield piece

        def close(self):
            self.stream.close()

    class RecordingTransport(httpx.HTTPTransport):
        def handle_request(self, request):
            sent = request.read()
            response = super().handle_request(request)
            exchange = Exchange(sent, {k.lower(): v for k, v in response.headers.items()}, response.status_code)
            exchanges.append(exchange)
            response.stream = Tap(response.stream, exchange)
            return response

    return RecordingTransport()
