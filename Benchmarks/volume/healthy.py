# SPDX-License-Identifier: Apache-2.0
"""A decent client at a steady rate: every answer is verified, every delay kept.

`phase NAME` on standard input opens a phase, `end` prints the moments of all phases' requests and answers, in seconds of the
monotonic clock, and what was wrong.
"""

import json
import random
import select
import socket
import sys
import time

from wire import CONTENT, ask


class Client:
    def __init__(self, port: int):
        self.port = port
        self.socket: socket.socket | None = None
        self.salt = f"{random.getrandbits(48):012x}"
        self.number = 0
        self.known: list[tuple[str, str, bytes]] = []
        self.wrong: list[str] = []

    def exchange(self, request: bytes) -> tuple[bytes, bytes]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 10)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        data = b""
        while True:
            piece = self.socket.recv(1 << 16)
            if not piece:
                self.socket.close()
                self.socket = None
                raise OSError("closed before the end")
            data += piece
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                continue
            if b"chunked" in head:
                if rest.endswith(b"\r\n0\r\n\r\n"):
                    return head, rest
            elif len(rest) >= int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]):
                return head, rest

    def one(self, kind: str) -> None:
        self.number += 1
        wanted, stream, text = "l3", kind == "stream", None
        if kind == "hit" and self.known:
            nonce, prompt, text = random.choice(self.known[-50:])
            wanted = "l1a"
        else:
            nonce = f"healthy-{self.salt}-{self.number}-"
            prompt = f"{nonce} all is well"
        head, body = self.exchange(ask(prompt, stream, "frames=10" if stream else ""))
        said = b"".join(CONTENT.findall(body))
        if not head.startswith(b"HTTP/1.1 200 "):
            self.found(f"{kind}: {head[:40]!r} {body[:200]!r}")
        elif nonce.encode() not in said or text is not None and said != text:
            self.found(f"{kind}: another's answer: {said!r} for {prompt}")
        elif stream and b"data: [DONE]\n\n" not in body:
            self.found(f"{kind}: no end: {body[-200:]!r}")
        elif f"X-Isartor-Layer: {wanted}".encode() not in head:
            self.found(f"{kind}: not from layer {wanted}: {head!r}")
        elif kind == "fresh":
            self.known.append((nonce, prompt, said))

    def found(self, what: str) -> None:
        self.wrong.append(what[:600])


def main() -> None:
    port, rate = int(sys.argv[1]), float(sys.argv[2])
    client = Client(port)
    moments: dict[str, dict[str, list[tuple[float, float]]]] = {}
    phase, due, ended, number = None, time.monotonic(), 0.0, 0
    while True:
        wait = due - time.monotonic()
        ready = select.select([sys.stdin], [], [], 0 if wait < 0.001 else wait)[0] if phase else [sys.stdin]
        if ready:
            words = sys.stdin.readline().split()
            if not words or words[0] == "end":
                break
            phase, due = words[1], time.monotonic()
            continue
        if time.monotonic() < due:
            continue
        # Who had to wait for the answer before has waited for this one too.
        begun = time.monotonic() if due > ended else due
        kind = ("fresh", "hit", "fresh", "stream")[number % 4]
        number += 1
        try:
            client.one(kind)
        except OSError as error:
            client.found(f"{kind}: {error}")
            client.socket = None
        ended = time.monotonic()
        moments.setdefault(phase, {}).setdefault(kind, []).append((begun, ended))
        due += 1 / rate
    print(json.dumps({"moments": moments, "wrong": client.wrong[:50], "wrong_count": len(client.wrong)}), flush=True)


if __name__ == "__main__":
    main()
