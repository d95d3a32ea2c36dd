# SPDX-License-Identifier: Apache-2.0
"""Faults of clients: slow ones, those that leave in every phase, those that send what is no request."""

import asyncio
import os
import random
import socket

from kind import Context, Kind, statuses
from wire import ask, body, head

# The gateway's limits in this run; volume.py sets them.
HEADER_SECONDS, BODY_SECONDS = 2, 1
MAX_BODY = 1 << 20
# What may be added to a timeout on a busy machine.
PATIENCE = 8.0

BAD_JSON = [
    b"", b" ", b"{", b"}", b"[]", b"null", b"42", b'"text"', b"{]", b'{"model"', b'{"model":}', b'{"model":"m",}',
    b'{"messages":[{"role":"user","content":"x"}]', b'{"messages":[{"role":"user","content":"x}]}',
    b"{'messages':[]}", b'{"messages":[{"role":"user","content":"\xff\xfe"}]}',
    b'{"messages":[{"role":"user","content":"\\ud800"}]}', b'{"messages":[{"role":"user","content":"\\x41"}]}',
    b'{"messages":[{"role":"user","content":"a\x01b"}]}', b'{"messages":[{"role":"user","content":"x"}]}}',
    b'{"messages":[{"role":"user","content":"x"}]} trailing', b'{"a":01,"messages":[]}', b'{"a":+1}', b'{"a":.5}',
    b'{"a":1.}', b'{"a":1e}', b'{"a":NaN}', b'{"a":Infinity}', b'{"a":tru}', b"[" * 5000, b'{"a":' * 2000,
    b"[" * 600 + b"]" * 600, b"\xef\xbb\xbf{", b"\x00" * 64, b"\xff" * 64,
]

GARBAGE = [
    b"\r\n\r\n\r\n\r\nX", b"\x00\x00\x00\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / FTP/1.1\r\n\r\n",
    b" GET / HTTP/1.1\r\nhost: x\r\n\r\n", b"POST /v1/chat/completions\r\n\r\n", b"\x80\x81\x82 / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1 extra\r\n\r\n", b"{\"not\": \"http\"}\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(64)),  # a TLS greeting
    b"SSH-2.0-nothing\r\n\r\n", b"GET / HTTP/1.1\r\n: empty name\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"GET / HTTP/1.1\rhost: x\r\r", b"GE\x00T / HTTP/1.1\r\nhost: x\r\n\r\n",
]


async def slow_head(context: Context) -> str:
    wire = await context.open()
    data = head(10)
    for place in range(0, len(data) - 4):
        if not await wire.send(data[place:place + 1]):
            break
        await asyncio.sleep(0.1)
    answer = statuses(await wire.until_closed(HEADER_SECONDS + PATIENCE))
    wire.close()
    return answer


async def silent(context: Context) -> str:
    wire = await context.open()
    if random.random() < 0.5:
        await wire.send(head(10)[:random.randint(1, 60)])
    answer = statuses(await wire.until_closed(HEADER_SECONDS + PATIENCE))
    wire.close()
    return answer


async def slow_body(context: Context) -> str:
    """Half of a body, then nothing."""
    wire = await context.open()
    data = ask(f"{context.nonce()} never sent whole")
    await wire.send(data[:-40])
    answer = statuses(await wire.until_closed(BODY_SECONDS + PATIENCE))
    wire.close()
    return answer


async def dripping_body(context: Context) -> str:
    """A body in drops that come in time: slow, but no fault."""
    wire = await context.open()
    nonce = context.nonce()
    data = body(f"{nonce} drop by drop")
    await wire.send(head(len(data)))
    size = len(data) // 8 + 1
    for place in range(0, len(data), size):
        await wire.send(data[place:place + size])
        await asyncio.sleep(0.05)
    answer = await wire.answer()
    wire.close()
    return answer.outcome if nonce.encode() in answer.text else "another's answer"


# Larger than all buffers on the way, small enough to be kept by the cache.
LARGE = "frames=100; frame-bytes=32768"


def slow_reader(from_cache: bool):
    """Asks for a large answer and reads none of it.

    Making one keeps the fake provider busy, so most readers ask for one that the cache has; the first who asks for it
    does read it.
    """

    async def run(context: Context) -> str:
        prompt = f"nonce-{context.salt}-large a lot" if from_cache else f"{context.nonce()} a lot"
        request = ask(prompt, True, LARGE)
        now = asyncio.get_running_loop().time()
        if from_cache and now > context.large_until:
            # The cache is small and would forget it, and then every reader would keep the provider busy.
            context.large_until = now + 1
            wire = await context.open()
            await wire.send(request)
            answer = await wire.answer(30)
            wire.close()
            return "given up" if answer.outcome == "200" else answer.outcome
        wire = await context.open(receive_buffer=4096)
        await wire.send(request)
        await asyncio.sleep(BODY_SECONDS + 4)
        # What the kernel still holds comes first, then the end that the gateway made.
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        data, is_closed = await wire.gather(PATIENCE, PATIENCE)
        wire.close()
        layer = b"X-Isartor-Layer: l1a" if from_cache else b"X-Isartor-Layer: l3"
        if layer not in data:
            return "from another layer"
        return "given up" if is_closed and len(data) < 3_000_000 else f"open: {is_closed} {len(data)}"

    return run


def half_close(sent: str):
    async def run(context: Context) -> str:
        wire = await context.open()
        nonce = context.nonce()
        data = ask(f"{nonce} and no more from me")
        cut = {"nothing": 0, "half a head": 50, "half a body": len(data) - 30, "all": len(data)}[sent]
        if cut:
            await wire.send(data[:cut])
        wire.half_close()
        answer = await wire.until_closed(PATIENCE)
        wire.close()
        if answer and b" 200 " in answer[:20] and nonce.encode() not in answer:
            return "another's answer"
        return statuses(answer)

    return run


def leave(sent: str, by_reset: bool):
    async def run(context: Context) -> str:
        wire = await context.open()
        data = ask(f"{context.nonce()} too long for me" + "x" * 3000)
        cut = {"nothing": 0, "half a head": 50, "the head": len(head(3000)), "half a body": len(data) - 1500}[sent]
        if cut:
            await wire.send(data[:cut])
        await asyncio.sleep(random.choice([0, 0.01, 0.05]))
        if by_reset:
            wire.reset()
        else:
            wire.close()
        return "left"

    return run


async def pipelined_garbage(context: Context) -> str:
    """Good requests with garbage behind them: their answers come in order, then a refusal."""
    wire = await context.open()
    nonces = [context.nonce() for _ in range(random.randint(1, 4))]
    await wire.send(b"".join(ask(f"{n} in a row") for n in nonces) + random.choice(GARBAGE[1:]))
    for nonce in nonces:
        answer = await wire.answer()
        if answer.outcome != "200" or nonce.encode() not in answer.text:
            wire.close()
            return f"{answer.outcome} where an answer was due"
    rest = statuses(await wire.until_closed(HEADER_SECONDS + PATIENCE))
    wire.close()
    return rest


async def pipelined_many(context: Context) -> str:
    """Many good requests at once, of which a few are answered before the client leaves."""
    wire = await context.open()
    nonces = [context.nonce() for _ in range(32)]
    if not await wire.send(b"".join(ask(f"{n} all at once") for n in nonces)):
        return "not taken"
    for nonce in nonces[:4]:
        answer = await wire.answer()
        if answer.outcome != "200" or nonce.encode() not in answer.text:
            wire.close()
            return f"{answer.outcome} where an answer was due"
    wire.reset()
    return "left"


async def garbage(context: Context) -> str:
    wire = await context.open()
    await wire.send(random.choice(GARBAGE) if random.random() < 0.8 else os.urandom(random.randint(1, 4000)) + b"\r\n\r\n")
    answer = statuses(await wire.until_closed(HEADER_SECONDS + PATIENCE))
    wire.close()
    return answer


def once(make, read: bool = True):
    """Sends one message and reads one answer."""

    async def run(context: Context) -> str:
        wire = await context.open()
        await wire.send(make())
        answer = await wire.answer(PATIENCE)
        wire.close()
        return answer.outcome

    return run


async def large_body(context: Context) -> str:
    """More body than is allowed, of which the client was honest."""
    wire = await context.open()
    await wire.send(head(MAX_BODY + 1 + random.randint(0, MAX_BODY)) + b"x" * 200_000)
    answer = await wire.answer(PATIENCE)
    wire.close()
    return answer.outcome


async def endless_chunks(context: Context) -> str:
    """Chunks without an end."""
    wire = await context.open()
    sent = await wire.send(head(None, more="transfer-encoding: chunked\r\n"))
    piece = b"8000\r\n" + b"y" * 0x8000 + b"\r\n"
    for _ in range(3 * MAX_BODY // 0x8000):
        if not (sent and await wire.send(piece)):
            break
    answer = await wire.answer(PATIENCE)
    wire.close()
    return answer.outcome


async def broken_expectation(context: Context) -> str:
    """Waits for 100 Continue, gets it, and sends nothing."""
    wire = await context.open()
    await wire.send(head(500, more="expect: 100-continue\r\n"))
    answer = await wire.answer(BODY_SECONDS + PATIENCE)
    wire.close()
    return answer.outcome if answer.interim else f"{answer.outcome} without 100"


def kinds() -> list[Kind]:
    def bad_json() -> bytes:
        data = random.choice(BAD_JSON)
        return head(len(data)) + data

    good = body("whatever")
    refused = {"400", "closed"}
    found = [
        Kind("head a byte at a time", 6, slow_head, {"408", "closed"}),
        Kind("connection that says nothing or little", 6, silent, {"408", "closed"}),
        Kind("body that stops half-way", 10, slow_body, {"408"}),
        Kind("body in drops", 6, dripping_body, {"200"}),
        # Now and then the small cache has just forgotten the answer.
        Kind("reader that does not read from the cache", 2, slow_reader(True), {"given up", "from another layer"}),
        Kind("reader that does not read from the provider", 0.1, slow_reader(False), {"given up"}),
        Kind("pipelined garbage", 40, pipelined_garbage, refused),
        Kind("32 requests at once, left", 4, pipelined_many, {"left"}),
        Kind("garbage", 40, garbage, refused),
        Kind("bad JSON", 60, once(bad_json), {"400"}),
        Kind("body above the limit", 2, large_body, {"413"}),
        Kind("chunks without end", 1, endless_chunks, {"413"}),
        Kind("expectation, then nothing", 4, broken_expectation, {"408"}),
        Kind("head above the limit", 4, once(lambda: head(3, more=f"x-large: {'v' * 70_000}\r\n") + b"abc"), {"431"}),
        Kind("many header lines", 4, once(
            lambda: head(3, more="".join(f"x-{n}: {'v' * 40}\r\n" for n in range(2000))) + b"abc"), {"431"}),
        Kind("long address", 4, once(lambda: head(3, path="/" + "a" * 80_000) + b"abc"), {"414", "431"}),
        Kind("wrong key", 10, once(lambda: head(len(good), key="wrong") + good), {"401"}),
        Kind("no key", 10, once(lambda: head(len(good), key="") + good), {"401"}),
        Kind("wrong method", 6, once(lambda: head(None, method="DELETE")), {"405"}),
        Kind("unknown address", 6, once(lambda: head(None, method="GET", path="/nothing/here")), {"404"}),
    ]
    for sent in ("nothing", "half a head", "half a body", "all"):
        found.append(Kind(f"half-close after {sent}", 10, half_close(sent), {"closed", "200", "400"}))
    for sent in ("nothing", "half a head", "the head", "half a body"):
        for by_reset in (False, True):
            found.append(Kind(f"{'reset' if by_reset else 'close'} after {sent}", 12, leave(sent, by_reset), {"left"}))
    return found
