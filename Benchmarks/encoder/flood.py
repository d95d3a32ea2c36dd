# SPDX-License-Identifier: Apache-2.0
"""Floods the encoder with long questions and looks what the rest of the gateway's traffic notices of it.

    python3 Benchmarks/encoder/flood.py --models FOLDER [--binary PROGRAM]

A gateway in shadow mode, all programs on the same two processors. The flood is unique prompts of 8 KB, three of four of
them with a question as long as the semantic cache reads (2,000 bytes, about 100 ms of processor time together with its
instructions for every three), which is several times what the encoder can do. Beside it:

- exact hits at a steady rate on connections of both event loops, whose delays show how long a loop stands still;
- as many exact hits, and as many requests that pass through without the encoder, as wrk can send, in turns with and
  without the flood;
- the encoder's queue, the process's memory and the log.

Then another gateway, whose texts may wait for long, gets more texts at once than may wait. Fails above the limits.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "volume"))

import fit  # noqa: E402
import programs  # noqa: E402
from wire import ask  # noqa: E402

STALL_MS = 5.0
KEPT = 0.8
# One step of the allocator.
LEAST_GROWTH_MB = 2.0
PROBES = 4
OFF = "x-isartor-semantic: off\r\n"
WORDS = ("gateway answer question river window engine harbour lantern meadow orchard pencil quarry ribbon saddle timber "
         "valley wagon yellow anchor barrel copper dragon ember forest garden hollow island jacket kettle ladder").split()


def text(length: int) -> str:
    words = []
    while length > 0:
        words.append(random.choice(WORDS))
        length -= len(words[-1]) + 1
    return " ".join(words)


# Made once, so that the flood costs the machine little before it comes to the gateway; a number makes each its own.
MARK = "000000000000"
INSTRUCTIONS = {"role": "system", "content": text(6000)}
QUESTIONS = [ask("", messages=[INSTRUCTIONS, {"role": "user", "content": f"{MARK} {text(1950)}"}]) for _ in range(50)]
BOOKS = [ask(f"{MARK} {text(7900)}") for _ in range(50)]


def flooding(number: int) -> bytes:
    """A prompt of 8 KB that nobody sent before."""
    prompts = BOOKS if number % 4 == 3 else QUESTIONS
    return prompts[number % 50].replace(MARK.encode(), b"%012x" % random.getrandbits(48), 1)


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> str:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.split("content-length: ", 1)[1].split("\r\n", 1)[0]))
    if not head.startswith("http/1.1 200"):
        return head.split("\r\n", 1)[0]
    _, found, reason = head.partition("x-isartor-cache-reason: ")
    return reason.split("\r\n", 1)[0] if found else "no reason"


async def flood(port: int, rate: float, seconds: float, connections: int) -> dict[str, int]:
    """Sends so many prompts a second, as long as connections are free; returns how often each reason came back."""
    free: asyncio.Queue = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    reasons: dict[str, int] = {}
    running: set[asyncio.Task] = set()

    async def one(connection, request) -> None:
        reason = await exchange(*connection, request)
        reasons[reason] = reasons.get(reason, 0) + 1
        free.put_nowait(connection)

    start, number = time.monotonic(), 0
    while (now := time.monotonic()) < start + seconds:
        if number > (now - start) * rate:
            await asyncio.sleep(0.002)
            continue
        task = asyncio.create_task(one(await free.get(), flooding(number)))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
    await asyncio.gather(*running)
    return reasons


def probe(port: int, rate: float, seconds: float) -> list[float]:
    """The delays of exact hits at a steady rate, in milliseconds."""
    connections = []
    for _ in range(PROBES):
        connection = socket.create_connection(("127.0.0.1", port), 10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connections.append(connection)
    request, delays = ask("How long does a hit take?", more=OFF), []
    due = time.monotonic()
    end = due + seconds
    number = 0
    while due < end:
        if (wait := due - time.monotonic()) > 0:
            time.sleep(wait)
        connection = connections[number % PROBES]
        begun = time.monotonic()
        connection.sendall(request)
        data = b""
        while True:
            data += connection.recv(1 << 16)
            head, found, rest = data.partition(b"\r\n\r\n")
            if found and len(rest) >= int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]):
                break
        if number >= PROBES:
            delays.append((time.monotonic() - begun) * 1000)
            if b"X-Isartor-Layer: l1a" not in head:
                raise RuntimeError(f"no exact hit: {head!r}")
        number += 1
        due = max(due + 1 / rate, time.monotonic() - 0.1)
    return delays


class Child:
    """This program in a process of its own, with a word that says what it does."""

    def __init__(self, *words: object):
        self.process = subprocess.Popen(
            [sys.executable, __file__, *map(str, words)], stdout=subprocess.PIPE, text=True)

    def result(self):
        output, _ = self.process.communicate()
        if self.process.returncode != 0:
            raise RuntimeError(f"{self.process.args} ended with {self.process.returncode}")
        return json.loads(output)


class Watch(threading.Thread):
    """Looks at the encoder's queue and at the process's memory."""

    def __init__(self, gateway, every: float = 0.5):
        super().__init__(daemon=True)
        self.gateway, self.every = gateway, every
        self.samples: list[tuple[float, float, dict[str, float]]] = []
        self.ends = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ends.wait(self.every):
            gauges = programs.gauges(self.gateway.port)
            self.samples.append((time.monotonic(), programs.resident_mb(self.gateway.process.pid), gauges))

    def stop(self) -> None:
        self.ends.set()
        self.join()

    def most(self, name: str) -> float:
        return max(gauges[name] for _, _, gauges in self.samples)


def wrk(port: int, seconds: int, mode: str) -> float:
    """Requests a second, sent as fast as answers come, none of them for the encoder."""
    output = subprocess.run(
        ["wrk", "-t1", "-c32", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE.parent / "compare" / "load.lua"),
         f"http://127.0.0.1:{port}", "--", mode, "200", str(time.time_ns()) if mode == "fresh" else "flood",
         "/v1/chat/completions", "gpt-4o-mini", "off"],
        capture_output=True, text=True, check=True).stdout
    words = dict(word.split("=") for word in output.split("RESULT ", 1)[1].split())
    if int(words["errors"]):
        raise RuntimeError(output)
    return int(words["requests"]) * 1e6 / int(words["duration_us"])


def at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def home(folder: str, models: str) -> str:
    """Makes the folder a state folder with links to the encoder's files."""
    place = Path(folder) / "models" / "all-minilm-l6-v2"
    place.mkdir(parents=True)
    for name in ("model.safetensors", "vocab.txt"):
        (place / name).symlink_to(Path(models).resolve() / name)
    return folder


def misses(gauges: dict[str, float]) -> dict[str, int]:
    name = "isartor_encoder_misses_total{"
    return {key.split('"')[1]: int(value) for key, value in gauges.items() if key.startswith(name) and value}


def beside(arguments, folder, check) -> None:
    upstream = programs.provider(arguments.binary, arguments.cpus, "--bare")
    gateway = programs.gateway(
        arguments.binary, upstream.port, arguments.cpus, ISARTOR_HOME=home(folder, arguments.models),
        ISARTOR__SEMANTIC_MODE="shadow", ISARTOR__CACHE_MAX_CAPACITY="1000", ISARTOR__LOG_LEVEL="warning")
    try:
        if not any(name.startswith("isartor_encoder_up{") and value for name, value in programs.gauges(gateway.port).items()):
            raise SystemExit(f"the gateway has no encoder: {open(gateway.log.name).read()}")
        port = gateway.port
        wrk(port, 1, "repeat")
        asyncio.run(flood(port, arguments.rate, 3, 16))

        quiet = Child("--probe", port, arguments.probe_rate, arguments.seconds / 2).result()
        watch = Watch(gateway)
        cpu, begun = gateway.cpu_seconds(), time.monotonic()
        flooder = Child("--flood", port, arguments.rate, arguments.seconds + 1, 64)
        time.sleep(0.5)
        delays = Child("--probe", port, arguments.probe_rate, arguments.seconds).result()
        reasons = flooder.result()
        cpu = (gateway.cpu_seconds() - cpu) / (time.monotonic() - begun)
        print(f"flood of {arguments.rate:g} prompts a second for {arguments.seconds:g} s: {reasons}; the gateway took "
              f"{cpu:.2f} cores")
        for name, found in (("without the flood", quiet), ("beside the flood", delays)):
            print(f"  exact hits {name}: {len(found)}, p50 {at(found, 0.5):.2f} ms, p99 {at(found, 0.99):.2f} ms, "
                  f"p99.9 {at(found, 0.999):.2f} ms, longest {max(found):.2f} ms")
        check("stall", f"p99.9 of exact hits beside the flood {at(delays, 0.999):.2f} ms, limit {STALL_MS:g} ms",
              at(delays, 0.999) <= STALL_MS)
        check("a flood it is", f"{cpu:.2f} cores in use, misses {misses(watch.samples[-1][2])}", cpu >= 1)

        for mode, name in (("repeat", "exact hits"), ("fresh", "pass-through")):
            alone, flooded = [], []
            wrk(port, 1, mode)
            for _ in range(arguments.rounds):
                alone.append(wrk(port, 3, mode))
                flooder = Child("--flood", port, arguments.rate, 4.5, 64)
                time.sleep(0.7)
                flooded.append(wrk(port, 3, mode))
                flooder.result()
            share = statistics.median(flooded) / statistics.median(alone)
            check(name, f"{statistics.median(flooded):,.0f} a second beside the flood, {statistics.median(alone):,.0f} "
                  f"without: {share:.0%}, must be {KEPT:.0%}", share >= KEPT)
        watch.stop()

        last = watch.samples[-1][2]
        fitted = watch.samples[len(watch.samples) // 4:]
        line = fit.line([s[0] / 3600 for s in fitted], [s[1] for s in fitted])
        check("memory", f"{line.growth:+.2f} MB in {fitted[-1][0] - fitted[0][0]:.0f} s, slope {line.slope:+.0f} ± "
              f"{line.margin:.0f} MB/h (95 %), {fitted[-1][1]:.1f} MB at the end", line.is_flat(LEAST_GROWTH_MB))
        for what in ("isartor_encoder_waiting", "isartor_encoder_waiting_bytes"):
            limit = last[what.replace("waiting", "limit")]
            check(what, f"{watch.most(what):g} at most, limit {limit:g}", watch.most(what) <= limit)
        check_log(gateway, last, check)
    finally:
        gateway.stop()
        upstream.stop()


def check_log(gateway, gauges: dict[str, float], check) -> None:
    """Each kind of miss has one line, and one more for each further minute at most."""
    log = open(gateway.log.name, errors="replace").read().splitlines()
    minutes = gauges["isartor_uptime_seconds"] // 60
    for reason, words in (("queue_full", "as many texts wait"), ("deadline", "did not come to it")):
        count = misses(gauges).get(reason, 0)
        lines = sum(words in line for line in log)
        check(f"log of {reason}", f"{count} misses, {lines} lines", (1 if count else 0) <= lines <= 1 + minutes)


def crowded(arguments, folder, check) -> None:
    """More texts at once than may wait, with time enough that none is dropped for its deadline."""
    upstream = programs.provider(arguments.binary, arguments.cpus, "--bare")
    gateway = programs.gateway(
        arguments.binary, upstream.port, arguments.cpus, ISARTOR_HOME=home(folder, arguments.models),
        ISARTOR__SEMANTIC_MODE="shadow", ISARTOR__SEMANTIC_WAIT_MS="2000", ISARTOR__LOG_LEVEL="warning")
    try:
        watch = Watch(gateway, 0.05)
        reasons = asyncio.run(flood(gateway.port, 5000, 3, 900))
        watch.stop()
        last = programs.gauges(gateway.port)
        print(f"\n900 at once, which may wait for 2 s: {reasons}")
        check("misses", f"{misses(last)}", misses(last).get("queue_full", 0) > 0)
        for what in ("isartor_encoder_waiting", "isartor_encoder_waiting_bytes"):
            limit = last[what.replace("waiting", "limit")]
            check(what, f"{watch.most(what):g} at most, limit {limit:g}", 0 < watch.most(what) <= limit)
        check_log(gateway, last, check)
    finally:
        gateway.stop()
        upstream.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(programs.BINARY))
    parser.add_argument("--models", required=True, help="the folder with the encoder's files")
    parser.add_argument("--rate", type=float, default=200, help="prompts of the flood a second")
    parser.add_argument("--probe-rate", type=float, default=200, help="exact hits a second whose delays are measured")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cpus", default="0-1", help="the processors that all programs share")
    arguments = parser.parse_args()
    programs.more_descriptors()
    print(f"machine load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    failed = []

    def check(name: str, found: str, holds: bool) -> None:
        print(f"  {'ok  ' if holds else 'FAIL'} {name}: {found}", flush=True)
        if not holds:
            failed.append(name)

    for look in (beside, crowded):
        with tempfile.TemporaryDirectory(prefix="flood-") as folder:
            look(arguments, folder, check)
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--flood"]:
        print(json.dumps(asyncio.run(flood(*(kind(word) for kind, word in zip((int, float, float, int), sys.argv[2:]))))))
    elif sys.argv[1:2] == ["--probe"]:
        print(json.dumps(probe(*(kind(word) for kind, word in zip((int, float, float), sys.argv[2:])))))
    else:
        sys.exit(main())
