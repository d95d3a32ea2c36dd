# SPDX-License-Identifier: Apache-2.0
"""Many paced streams at once, read in ticks by one thread, each answer verified."""

import errno
import json
import random
import re
import socket
import time
from collections import Counter, deque

from programs import GATEWAY_KEY

CONTENT = re.compile(rb'"delta":\{"content":"((?:[^"\\]|\\.)*)"')
TICK = 0.05
BUFFER = bytearray(1 << 18)
# A stream that shows nothing for so long is stuck.
STUCK_AFTER = 30.0


def request(prompt: str) -> bytes:
    body = json.dumps({
        "model": "gpt-4o-mini", "stream": True, "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": prompt}]}).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: {GATEWAY_KEY}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n")
    return head.encode() + body


def plain(head: bytes, body: bytes) -> bytes:
    """The body without its chunks; raises ValueError where the framing is wrong."""
    if b"transfer-encoding: chunked" not in head:
        return body
    pieces, place = [], 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end], 16)
        place = end + 2
        if body[place + size:place + size + 2] != b"\r\n":
            raise ValueError("a chunk does not end where it says")
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[place:place + size])
        place += size + 2


class Slot:
    """One client: a connection that asks for one stream after another."""

    def __init__(self, crowd: "Crowd"):
        self.crowd, self.socket = crowd, None
        self.answer = bytearray()
        self.begin()

    def begin(self) -> None:
        crowd = self.crowd
        self.kind, self.nonce, self.prompt, self.wanted = crowd.next_request()
        self.leaves_after = random.randint(1, 40_000) if self.kind == "leaver" else None
        self.answer.clear()
        self.head_end = -1
        self.started = self.touched = time.monotonic()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", crowd.port), 10)
            self.socket.setblocking(False)
        try:
            self.socket.sendall(request(self.prompt))
        except OSError as error:
            self.wrong(f"send: {errno.errorcode.get(error.errno or 0, error)}")

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def wrong(self, what: str) -> None:
        self.crowd.failed(what, self)
        self.close()

    def tick(self, now: float) -> None:
        if self.socket is None:
            return self.begin()
        try:
            count = self.socket.recv_into(BUFFER)
        except BlockingIOError:
            if now - self.touched > STUCK_AFTER:
                self.wrong("stuck")
            return
        except OSError as error:
            return self.wrong(f"receive: {errno.errorcode.get(error.errno or 0, error)}")
        if count == 0:
            return self.wrong("closed before the end")
        self.touched = now
        self.answer += BUFFER[:count]
        if self.leaves_after is not None and len(self.answer) >= self.leaves_after:
            self.crowd.counts["left early"] += 1
            self.close()
            return self.begin()
        if self.is_whole():
            self.verify()
            self.begin()

    def is_whole(self) -> bool:
        if self.head_end < 0:
            self.head_end = self.answer.find(b"\r\n\r\n")
            if self.head_end < 0:
                return False
            head = bytes(self.answer[:self.head_end])
            found = re.search(rb"content-length: (\d+)", head)
            self.length = self.head_end + 4 + int(found[1]) if found else None
        if self.length is not None:
            return len(self.answer) >= self.length
        return self.answer.endswith(b"\r\n0\r\n\r\n")

    def verify(self) -> None:
        crowd, whole = self.crowd, bytes(self.answer)
        head, body = whole[:self.head_end], whole[self.head_end + 4:]
        status = head[9:12]
        if status != b"200":
            return crowd.failed(f"status {status.decode()}", self)
        try:
            body = plain(head, body)
        except ValueError:
            return crowd.failed("framing", self)
        text = b"".join(CONTENT.findall(body))
        layer = head.split(b"X-Isartor-Layer: ", 1)[-1].split(b"\r\n", 1)[0].decode()
        if not body.endswith(b"data: [DONE]\n\n"):
            return crowd.failed("no last event", self)
        if self.nonce.encode() not in text:
            return crowd.failed("another's answer", self)
        if self.wanted is not None and text != self.wanted:
            return crowd.failed("a repeat differs", self)
        crowd.done(self, text, layer)


class Crowd:
    """All streams that are open at once."""

    def __init__(self, port: int, size: int, frames: int, delays: tuple[int, int]):
        self.port, self.frames, self.delays = port, frames, delays
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.kept: deque[tuple[str, str, bytes]] = deque(maxlen=64)
        self.number = 0
        self.salt = f"{random.getrandbits(48):012x}"
        self.slots = [Slot(self) for _ in range(size)]

    def next_request(self) -> tuple[str, str, str, bytes | None]:
        draw = random.random()
        if draw < 0.1 and self.kept:
            nonce, prompt, text = random.choice(self.kept)
            return "repeat", nonce, prompt, text
        self.number += 1
        nonce = f"nonce-{self.salt}-{self.number}-"
        delay = random.randint(*self.delays)
        prompt = f"{nonce} please stream [[fake frames={self.frames} frame-delay-ms={delay}]]"
        return ("leaver" if draw < 0.2 else "fresh"), nonce, prompt, None

    def done(self, slot: Slot, text: bytes, layer: str) -> None:
        self.counts["whole"] += 1
        self.counts[f"layer {layer}"] += 1
        if layer == "l3":
            self.kept.append((slot.nonce, slot.prompt, text))

    def failed(self, what: str, slot: Slot) -> None:
        self.counts["failed"] += 1
        if len(self.failures) < 20:
            self.failures.append(f"{what}: {slot.kind} {slot.nonce} {bytes(slot.answer[:300])!r}")

    def run(self, until: float, on_tick) -> None:
        """Reads until the clock says `until`; calls `on_tick` between two rounds."""
        due = time.monotonic()
        while (now := time.monotonic()) < until:
            for slot in self.slots:
                slot.tick(now)
            on_tick(now)
            due = max(due + TICK, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))

    def close(self) -> None:
        for slot in self.slots:
            slot.close()
