#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times hits by meaning, misses and exact hits with many kept questions, client side, on an otherwise idle machine.

    Benchmarks/semantic/latency.py --binary .build/release/isartor --models FOLDER [--entries 10000] [--rounds 5]

Two gateways stand before one provider that answers at once: one with the semantic cache, one without. Requests go to both in
turn, over kept connections. The tax of a miss is the difference of the two medians for requests that both ask the provider
for; it holds reading, encoding, searching and verifying a question of 12 word pieces, and keeping it. Prints medians
and 99th percentiles in milliseconds, and as the machine's own floor an answer of `/healthz`. The client, the provider and
both gateways share the machine.
"""
import argparse
import http.client
import http.server
import json
import pathlib
import random
import statistics
import threading
import time

import run

ANSWER = json.dumps({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1750000000, "model": "gpt-4o-mini",
    "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": "One answer for everything."}}],
    "usage": {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}}).encode()


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                         + str(len(ANSWER)).encode() + b"\r\n\r\n" + ANSWER)

    def log_message(self, *_):
        pass


WORDS = ("account invoice order parcel refund password printer window garden engine bridge museum ticket concert doctor "
         "school teacher kitchen recipe battery camera bicycle mountain river island harbour castle market bakery library "
         "letter stamp envelope carpet curtain ladder hammer basket blanket candle mirror pillow shovel bucket").split()


PIECES = 12


class Vocabulary:
    """Counts word pieces of plain lower-case text; the marks at both ends are not among them."""

    def __init__(self, models):
        path = pathlib.Path(models) / "all-minilm-l6-v2" / "vocab.txt"
        self.pieces = set(path.read_text(encoding="utf-8").split("\n"))

    def count(self, text):
        total = 0
        for word in text.lower().replace("?", " ?").split():
            start = 0
            while start < len(word):
                end = len(word)
                while ("##" if start else "") + word[start:end] not in self.pieces:
                    end -= 1
                total, start = total + 1, end
        return total


def questions(vocabulary, count):
    """So many different questions of as many word pieces each."""
    found, number = [], 0
    while len(found) < count:
        number += 1
        one = random.Random(number)
        text = f"How do I find the {one.choice(WORDS)} {one.choice(WORDS)} in room {10_000 + number}?"
        if vocabulary.count(text) == PIECES:
            found.append(text)
    return found


def body(text):
    return json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]})


def timed(gateway, text):
    start = time.perf_counter()
    gateway.connection.request("POST", "/v1/chat/completions", body(text), {"content-type": "application/json"})
    response = gateway.connection.getresponse()
    response.read()
    return (time.perf_counter() - start) * 1000, response.getheader("x-isartor-layer")


def health(gateway):
    start = time.perf_counter()
    gateway.connection.request("GET", "/healthz")
    gateway.connection.getresponse().read()
    return (time.perf_counter() - start) * 1000


def line(name, times):
    times = sorted(times)
    if not times:
        return print(f"{name:34s} none")
    print(f"{name:34s} n {len(times):6d}  p50 {statistics.median(times):8.3f}  p99 {times[int(0.99 * (len(times) - 1))]:8.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(run.ROOT / ".build/release/isartor"))
    parser.add_argument("--models", required=True)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    room = str(arguments.entries * 2 + 10_000)
    common = {"ISARTOR__CACHE_MAX_CAPACITY": room, "ISARTOR__SEMANTIC_WAIT_MS": "25"}
    with_meaning = run.Gateway(
        arguments.binary, arguments.models, common | {"ISARTOR__SEMANTIC_MODE": "serve"}, server.server_port)
    without = run.Gateway(
        arguments.binary, arguments.models, common | {"ISARTOR__SEMANTIC_MODE": "off"}, server.server_port)
    asked = questions(Vocabulary(arguments.models), arguments.entries + 200 * arguments.rounds)
    print(f"{arguments.entries} kept questions of {PIECES} word pieces, such as: {asked[0]}")
    for text in asked[:arguments.entries]:
        timed(with_meaning, text)
    hits, misses, plain, exact, exact_plain, floor = [], [], [], [], [], []
    for number in range(200 * arguments.rounds):
        kept = asked[number * 7 % arguments.entries]
        for gateway, into in ((with_meaning, exact), (without, exact_plain)):
            timed(gateway, kept)
            took, layer = timed(gateway, kept)
            if layer == "l1a":
                into.append(took)
        # The same words asked politely: what the verifier reads as the same.
        took, layer = timed(with_meaning, "Please tell me: " + kept)
        if layer == "l1b":
            hits.append(took)
        fresh = asked[arguments.entries + number]
        took, layer = timed(with_meaning, fresh)
        if layer == "l3":
            misses.append(took)
        plain.append(timed(without, fresh)[0])
        floor.append(health(with_meaning))
    line("healthz", floor)
    line("exact hit, semantic cache on", exact)
    line("exact hit, off", exact_plain)
    line("hit by meaning", hits)
    line("provider asked, on", misses)
    line("provider asked, off", plain)
    if hits and exact:
        print(f"hit by meaning over an exact one:    {statistics.median(hits) - statistics.median(exact):.3f} ms")
    if misses and plain:
        print(f"miss tax, difference of medians: {statistics.median(misses) - statistics.median(plain):.3f} ms")
    with_meaning.stop()
    without.stop()


if __name__ == "__main__":
    main()
