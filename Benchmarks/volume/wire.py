# SPDX-License-Identifier: Apache-2.0
"""A client that can do what a decent one would not: raw bytes over a socket, answers read strictly."""

import asyncio
import json
import re
import socket
import struct
from dataclasses import dataclass, field

from programs import GATEWAY_KEY

MODEL = "gpt-4o-mini"
CONTENT = re.compile(rb'"(?:delta|message)":\{(?:"role":"assistant",)?"content":"((?:[^"\\]|\\.)*)"')


def body(prompt: str, stream: bool = False, **more) -> bytes:
    return json.dumps(
        {"model": MODEL, "stream": stream, "messages": [{"role": "user", "content": prompt}], **more}).encode()


def head(length: int | None, directives: str = "", key: str = GATEWAY_KEY, more: str = "", method: str = "POST",
         path: str = "/v1/chat/completions", version: str = "1.1") -> bytes:
    lines = [f"{method} {path} HTTP/{version}", "host: 127.0.0.1", "content-type: application/json"]
    if key:
        lines.append(f"x-api-key: {key}")
    if length is not None:
        lines.append(f"content-length: {length}")
    if directives:
        lines.append(f"x-fake-upstream: {directives}")
    return ("\r\n".join(lines) + "\r\n" + more + "\r\n").encode("latin-1")


def ask(prompt: str, stream: bool = False, directives: str = "", more: str = "", **members) -> bytes:
    """A whole request for an answer."""
    data = body(prompt, stream, **members)
    return head(len(data), directives, more=more) + data


@dataclass
class Answer:
    """What came back for one request; `end` tells how it ended."""

    end: str  # whole, closed (before any byte), cut (within), reset, timeout
    status: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    interim: bool = False

    @property
    def layer(self) -> str:
        return self.fields.get("x-isartor-layer", "")

    @property
    def is_stream(self) -> bool:
        return self.fields.get("content-type", "").startswith("text/event-stream")

    @property
    def text(self) -> bytes:
        return b"".join(CONTENT.findall(self.body))

    @property
    def outcome(self) -> str:
        """One word for the tables: the status, for streams with how they ended."""
        if self.end != "whole":
            return f"{self.status}+{self.end}" if self.status else self.end
        if self.status == 200 and b'{"error":' in self.body[:12] or self.is_stream and b'data: {"error":' in self.body:
            return f"{self.status}+error"
        if self.is_stream and not self.body.endswith(b"data: [DONE]\n\n"):
            return f"{self.status}+open"
        return str(self.status)


class Wire:
    """One connection."""

    sources = 0

    def __init__(self, port: int):
        self.port, self.held = port, b""
        self.socket: socket.socket | None = None

    async def open(self, receive_buffer: int | None = None) -> "Wire":
        loop = asyncio.get_running_loop()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        # Each loopback address has ports of its own: one alone would run out of them while closed ones linger.
        Wire.sources = Wire.sources % 200 + 1
        self.socket.bind((f"127.0.1.{Wire.sources}", 0))
        await loop.sock_connect(self.socket, ("127.0.0.1", self.port))
        return self

    async def send(self, data: bytes) -> bool:
        """False if the other side has gone already."""
        try:
            await asyncio.wait_for(asyncio.get_running_loop().sock_sendall(self.socket, data), 20)
            return True
        except (OSError, asyncio.TimeoutError):
            return False

    async def more(self, seconds: float) -> bytes:
        """The next bytes; none at the end. Raises OSError and TimeoutError."""
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 1 << 16), seconds)
        except asyncio.TimeoutError:
            raise TimeoutError from None

    def half_close(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def reset(self) -> None:
        """Ends the connection with RST."""
        if self.socket is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close()

    async def until_closed(self, seconds: float) -> bytes | None:
        """All that comes until the other side closes; None if it does not in time."""
        data, end = self.held, asyncio.get_running_loop().time() + seconds
        self.held = b""
        while True:
            try:
                piece = await self.more(max(0.01, end - asyncio.get_running_loop().time()))
            except TimeoutError:
                return None
            except OSError:
                return data
            if not piece:
                return data
            data += piece

    async def gather(self, first: float, quiet: float) -> tuple[bytes, bool]:
        """What comes until nothing has come for `quiet` seconds, and whether the other side has closed."""
        data, patience = self.held, first
        self.held = b""
        while True:
            try:
                piece = await self.more(patience)
            except TimeoutError:
                return data, False
            except OSError:
                return data, True
            if not piece:
                return data, True
            data += piece
            patience = quiet

    async def answer(self, seconds: float = 15) -> Answer:
        """Reads one answer, framed as HTTP says and not a byte more."""
        loop = asyncio.get_running_loop()
        end_time = loop.time() + seconds
        data = bytearray(self.held)
        self.held = b""
        answer = Answer("closed")

        async def fill() -> bool:
            try:
                piece = await self.more(max(0.01, end_time - loop.time()))
            except TimeoutError:
                answer.end = "timeout"
                return False
            except OSError:
                answer.end = "reset"
                return False
            if not piece:
                answer.end = "cut" if data or answer.status else "closed"
                return False
            data.extend(piece)
            return True

        while True:
            while (place := data.find(b"\r\n\r\n")) < 0:
                if not await fill():
                    return answer
            lines = bytes(data[:place]).decode("latin-1").split("\r\n")
            del data[:place + 4]
            if not lines[0].startswith("HTTP/1.1 "):
                answer.end = f"no HTTP: {lines[0][:40]!r}"
                return answer
            answer.status = int(lines[0][9:12])
            if answer.status != 100:
                break
            answer.interim = True
        for line in lines[1:]:
            name, _, value = line.partition(":")
            answer.fields[name.lower()] = value.strip()
        if answer.fields.get("transfer-encoding") == "chunked":
            pieces = []
            while True:
                while (place := data.find(b"\r\n")) < 0:
                    if not await fill():
                        answer.body = b"".join(pieces)
                        return answer
                try:
                    size = int(bytes(data[:place]), 16)
                except ValueError:
                    answer.end = "bad chunk"
                    return answer
                while len(data) < place + 4 + size:
                    if not await fill():
                        answer.body = b"".join(pieces)
                        return answer
                if data[place + 2 + size:place + 4 + size] != b"\r\n":
                    answer.end = "bad chunk"
                    return answer
                pieces.append(bytes(data[place + 2:place + 2 + size]))
                del data[:place + 4 + size]
                if size == 0:
                    answer.body = b"".join(pieces)
                    break
        else:
            length = int(answer.fields.get("content-length", "0"))
            while len(data) < length:
                if not await fill():
                    answer.body = bytes(data)
                    return answer
            answer.body = bytes(data[:length])
            del data[:length]
        self.held = bytes(data)
        answer.end = "whole"
        return answer
