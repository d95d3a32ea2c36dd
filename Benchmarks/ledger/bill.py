# SPDX-License-Identifier: Apache-2.0
"""Holds the gateway's ledger against the bill of who knows it: the fake provider.

Mixed requests go through a gateway to a provider of each format: chat completions, responses, messages and Gemini, whole
and as streams; repeats, long prompts that the provider caches (for five minutes and an hour), reasoning, answers that fail
or break off in a dozen ways, clients that leave. Then the fake provider's own books, the ledger's entries, its sums by hour
and day and the page of `isartor stats` must say the same, token by token and nano-dollar by nano-dollar.
"""
import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

import entries

LONG = "The quick brown fox jumps over the lazy dog. " * 120

# Faults whose bill both sides know. A reset may take bytes with it that the provider has billed.
FAULTS = [
    "status-500", "status-429", "cut", "error-in-stream", "malformed-sse", "truncated-json", "no-terminator", "html-200",
    "empty-answer", "close-before", "slow-body", "status-400",
]

# A provider of each format: what the gateway is set to, a model of its, and its prices in nano-dollars a token for input,
# output, cached read, cache write for five minutes and for an hour. They are those of the providers' price pages.
SIDES = {
    "chat": ("openai", "/v1/chat/completions", "gpt-4o-mini", (150, 600, 75, 0, 0)),
    "responses": ("openai", "/v1/responses", "gpt-4o-mini", (150, 600, 75, 0, 0)),
    "messages": ("anthropic", "", "claude-sonnet-4-5", (3000, 15000, 300, 3750, 6000)),
    "gemini": ("gemini", "", "gemini-2.5-flash", (300, 2500, 30, 0, 0)),
}
KINDS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")


def path_of(surface, model, streams):
    if surface == "gemini":
        return f"/v1beta/models/{model}:{'streamGenerateContent?alt=sse' if streams else 'generateContent'}"
    return {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}[surface]


def body_of(surface, model, streams, words, cached=None, asks_usage=True):
    if surface == "chat":
        body = {"model": model, "messages": [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": words}], "max_tokens": 256}
        if streams and asks_usage:
            body["stream_options"] = {"include_usage": True}
    elif surface == "responses":
        body = {"model": model, "instructions": "Be brief.", "input": words, "max_output_tokens": 256}
    elif surface == "messages":
        content = words
        if cached:
            content = [{"type": "text", "text": cached.pop("of") + LONG, "cache_control": cached},
                       {"type": "text", "text": words}]
        body = {"model": model, "system": "Be brief.", "max_tokens": 256, "messages": [{"role": "user", "content": content}]}
    else:
        return {"systemInstruction": {"parts": [{"text": "Be brief."}]}, "contents": [
            {"role": "user", "parts": [{"text": words}]}], "generationConfig": {"maxOutputTokens": 256}}
    if streams:
        body["stream"] = True
    return body


def questions(count, model, seed):
    """The same requests for the same seed: (path, body, session, whether the client leaves)."""
    dice = random.Random(seed)
    for number in range(count):
        surface = dice.choice(["chat", "responses", "messages", "gemini"])
        streams = dice.random() < 0.5
        kind = dice.randrange(20)
        words, cached, leaves = f"Question {number}: how far is it?", None, False
        if kind < 3:
            words = f"Question {dice.randrange(max(1, number))}: how far is it?"
        elif kind < 5:
            if surface == "messages":
                cached = {"type": "ephemeral", "ttl": "1h"} if kind == 3 else {"type": "ephemeral"}
                cached["of"] = f"Edition {kind}-{number // 500}. "
            else:
                words = f"Edition {number // 500}. " + LONG + words
        elif kind < 9:
            fault = dice.choice(FAULTS)
            words += f" [[fake fault={fault}{' frame-delay-ms=1' if fault == 'slow-body' else ''}]]"
        elif kind == 9 and streams:
            words += " [[fake fault=stall-inside stall-ms=60000]]"
            leaves = True
        elif kind == 10:
            words += " [[fake reasoning=1]]"
        body = body_of(surface, model, streams, words, cached, asks_usage=dice.random() < 0.5)
        yield path_of(surface, model, streams), json.dumps(body).encode(), f"session-{number % 100}", leaves


class Client:
    """A client with one connection, which is kept where that may be."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    async def ask(self, path, body, session, leaves):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        head = (
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: application/json\r\n"
            f"x-session-id: {session}\r\ncontent-length: {len(body)}\r\n\r\n")
        self.writer.write(head.encode() + body)
        if leaves:
            # The head comes with the first piece.
            await self.reader.read(1)
            return self.leave()
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        if b"\r\ntransfer-encoding: chunked" in head:
            while True:
                length = int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16)
                await self.reader.readexactly(length + 2)
                if length == 0:
                    break
        else:
            length = int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
            await self.reader.readexactly(length)
        if b"\r\nconnection: close" in head:
            self.leave()

    def leave(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def send(port, mix, clients):
    """Sends all requests, some at a time; how many answers broke off."""
    broken = 0

    async def work():
        nonlocal broken
        client = Client(port)
        for question in mix:
            try:
                await asyncio.wait_for(client.ask(*question), 120)
            except (asyncio.IncompleteReadError, ConnectionError):
                # An answer that broke off at the provider breaks off here.
                broken += 1
                client.leave()
        client.leave()

    await asyncio.gather(*(work() for _ in range(clients)))
    return broken


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(port, path, method="GET"):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def wait_for(port, path):
    for _ in range(1200):
        try:
            return fetch(port, path)
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing answers on port {port}")


def compare(path, page, bill, sent, rates):
    """Every difference between the ledger and the bill, in words, and what both say."""
    differences = []

    def hold(name, ours, theirs):
        if ours != theirs:
            differences.append(f"{name}: the ledger says {ours}, the bill {theirs}")

    database = sqlite3.connect(path)
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        differences.append("the database is damaged")
    entries.lay_out(database)
    columns = "count(*), sum(input), sum(output), sum(cached_read), sum(cache_write_5m), sum(cache_write_1h), sum(money)"
    calls = "FROM entries WHERE shape & 1 = 1 AND marks & 128 = 128 AND marks & 1 ="
    told = database.execute(f"SELECT {columns} {calls} 0").fetchone()
    estimated = database.execute(f"SELECT {columns} {calls} 1").fetchone()
    expected = [bill["billed_tokens"][kind] - bill["untold_tokens"][kind] for kind in KINDS]
    for kind, ours, theirs in zip(KINDS, told[1:6], expected):
        hold(f"told {kind}", ours, theirs)
    cost = sum(tokens * rate for tokens, rate in zip(expected, rates))
    hold("cost of what was told, in nano-dollars", told[6], cost)
    hold("answers whose counts were not told", estimated[0], bill["untold_answers"])
    requests = database.execute("SELECT count(*) FROM entries WHERE shape & 1 = 0").fetchone()[0]
    hold("requests", requests, sent)
    sums = (
        "sum(input), sum(output), sum(cached_read), sum(cache_write_5m), sum(cache_write_1h), sum({})")
    spent = database.execute(f"SELECT {sums.format('money')} FROM entries WHERE shape & 1 = 1").fetchone()
    for table in ("usage_hour", "usage_day"):
        hold(table, database.execute(f"SELECT {sums.format('cost')} FROM {table}").fetchone(), spent)
        hold(f"{table}, requests", database.execute(f"SELECT sum(requests) FROM {table}").fetchone()[0], requests)
    database.close()
    hold("page, requests", page["total_requests"], requests)
    hold("page, prompt tokens", page["total_prompt_tokens"], spent[0] + sum(spent[2:5]))
    hold("page, completion tokens", page["total_completion_tokens"], spent[1])
    hold("page, cost", round(page["estimated_cost_usd"] * 1e9), spent[5])
    return differences, expected, cost, estimated[0]


def run(options, side, upstream_port):
    provider, endpoint, model, rates = SIDES[side]
    home = tempfile.mkdtemp(prefix="isartor-bill-")
    port = free_port()
    fetch(upstream_port, "/__fake/reset", "POST")
    environment = dict(
        os.environ, ISARTOR_HOME=home, ISARTOR__HOST_PORT=f"127.0.0.1:{port}", ISARTOR__LLM_PROVIDER=provider,
        ISARTOR__EXTERNAL_LLM_URL=f"http://127.0.0.1:{upstream_port}{endpoint}", ISARTOR__EXTERNAL_LLM_API_KEY="sk-bill",
        ISARTOR__EXTERNAL_LLM_MODEL=model, ISARTOR__CACHE_MODE="exact", ISARTOR__L3_MAX_RETRIES="1",
        ISARTOR__BREAKER_FAILURES="1000", ISARTOR__STREAM_USAGE="always")
    gateway = subprocess.Popen(
        [options.program, "up"], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, "/healthz")
        mix = list(questions(options.requests // len(options.sides), model, options.seed))
        leaving = sum(question[3] for question in mix)
        began = time.monotonic()
        broken = asyncio.run(send(port, iter(mix), options.clients))
        took = time.monotonic() - began
        # Who left is known to the provider in a moment.
        for _ in range(600):
            bill = json.loads(fetch(upstream_port, "/__fake/ledger"))
            if bill["client_disconnects"] >= leaving:
                break
            time.sleep(0.05)
        # The last entries are written within moments.
        for _ in range(100):
            page = json.loads(subprocess.run(
                [options.program, "stats", "--usage", "--json", "--gateway-url", f"http://127.0.0.1:{port}"],
                env=environment, check=True, capture_output=True).stdout)
            page = page.get("usage", page)
            if page["total_requests"] >= len(mix):
                break
            time.sleep(0.1)
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(60)
        differences, tokens, cost, estimated = compare(
            os.path.join(home, "isartor.db"), page, bill, len(mix), rates)
    finally:
        if gateway.poll() is None:
            gateway.kill()
        shutil.rmtree(home, ignore_errors=True)
    calls = sum(count for route, count in bill["requests"].items())
    print(
        f"{side:9}  {len(mix)} requests in {took:.0f} s, {calls} calls, {leaving} clients left, {broken} answers broke off; "
        f"{sum(tokens)} tokens told {dict(zip(KINDS, tokens))}, ${cost / 1e9:.9f}; {estimated} answers untold and estimated; "
        f"{len(differences)} differences", flush=True)
    for difference in differences:
        print(f"  {difference}", flush=True)
    # A mix without these would prove less than it says.
    if tokens[2] == 0 or bill["untold_answers"] == 0 or leaving == 0 or side == "messages" and 0 in tokens[3:]:
        print("  the mix holds no cached reads, writes, untold answers or clients that leave")
        return False
    return not differences


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requests", nargs="?", type=int, default=50_000)
    parser.add_argument("--program", default=".build/release/isartor")
    parser.add_argument("--clients", type=int, default=16, help="how many ask at a time")
    parser.add_argument("--sides", nargs="+", choices=list(SIDES), default=list(SIDES), help="providers, by their format")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    upstream_port = free_port()
    upstream = subprocess.Popen(
        [options.program, "bench", "upstream", "--port", str(upstream_port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(upstream_port, "/__fake/ledger")
        good = [run(options, side, upstream_port) for side in options.sides]
    finally:
        upstream.kill()
        upstream.wait()
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
