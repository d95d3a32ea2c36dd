# SPDX-License-Identifier: Apache-2.0
"""Floods the encoder with long questions and looks what the rest of the gateway's traffic notices of it.

    python3 Benchmarks/encoder/flood.py --models FOLDER [--binary PROGRAM]

A gateway in shadow mode, all programs on the same processors. The flood is unique prompts of 8 KB, three of four of
them with a question as long as the semantic cache reads (2,000 bytes together with its instructions: the encoder gets no
longer text in a gateway), which is several times what the encoder can do. Beside it, in turns with and without the flood:

- exact hits at a steady rate on connections of both event loops, whose delays show how long a loop stands still, and a
  thread that only sleeps for 1 ms at a time, whose lateness shows how long the machine itself stands still;
- as many exact hits, and as many requests that pass through without the encoder, as wrk can send. The flood's own requests
  cost their sender, the gateway and the provider something, too; so a third turn sends the same flood past the encoder.
  In a fourth, a program of pure arithmetic runs with the lowest priority that there is: what is lost beside that, such as
  where two processors are threads of one core, no gateway can keep;
- the encoder's queue, the process's memory and the log. The cache is full before memory is looked at.

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
# So few that the cache is full before anything is measured: a question of 2,000 bytes takes some 160 KB.
KEPT_ENTRIES = 100
# So many decisions the gateway can explain.
DECISIONS = 1024
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


def flooding(number: int, past: bool) -> bytes:
    """A prompt of 8 KB that nobody sent before, for the encoder or past it."""
    prompts = BOOKS if number % 4 == 3 else QUESTIONS
    prompt = prompts[number % 50].replace(MARK.encode(), b"%012x" % random.getrandbits(48), 1)
    return prompt.replace(b"\r\n", b"\r\n" + OFF.encode(), 1) if past else prompt


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> str:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.split("content-length: ", 1)[1].split("\r\n", 1)[0]))
    if not head.startswith("http/1.1 200"):
        return head.split("\r\n", 1)[0]
    _, found, reason = head.partition("x-isartor-cache-reason: ")
    return reason.split("\r\n", 1)[0] if found else "no reason"


async def flood(port: int, rate: float, seconds: float, connections: int, past: int = 0) -> dict[str, int]:
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
        task = asyncio.create_task(one(await free.get(), flooding(number, past == 1)))
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


def sleeper(seconds: float) -> list[float]:
    """How much later than asked for a thread wakes that does nothing but sleep for 1 ms at a time, in milliseconds."""
    late, end = [], time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        time.sleep(0.001)
        late.append((time.monotonic() - begun) * 1000 - 1)
    return late


def burn(seconds: float) -> int:
    """Pure arithmetic that asks only for what nobody else wants; returns how many rounds it had."""
    os.nice(19)
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    rounds, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))
        rounds += 1
    return rounds


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


def stalls(arguments, gateway, check) -> None:
    """Exact hits and a bare sleeper, in turns with and without the flood."""
    port, seconds = gateway.port, arguments.seconds / arguments.rounds
    hits: dict[bool, list[float]] = {False: [], True: []}
    woken: dict[bool, list[float]] = {False: [], True: []}
    used, reasons, before = [], {}, misses(programs.gauges(port)).get("deadline", 0)
    for _ in range(arguments.rounds):
        for flooded in (False, True):
            flooder = Child("--flood", port, arguments.rate, seconds + 1, 64) if flooded else None
            time.sleep(0.7)
            cpu, begun = gateway.cpu_seconds(), time.monotonic()
            children = Child("--probe", port, arguments.probe_rate, seconds), Child("--sleep", seconds)
            hits[flooded] += children[0].result()
            woken[flooded] += children[1].result()
            if flooder:
                used.append((gateway.cpu_seconds() - cpu) / (time.monotonic() - begun))
                for reason, count in flooder.result().items():
                    reasons[reason] = reasons.get(reason, 0) + count
    cores = statistics.median(used)
    print(f"flood of {arguments.rate:g} prompts a second, {arguments.rounds} times for {seconds:g} s: {reasons}")
    for what, found in (("exact hits", hits), ("a bare sleeper is late by", woken)):
        for flooded, name in ((False, "without the flood"), (True, "beside the flood")):
            ms = found[flooded]
            print(f"  {what}, {name}: {len(ms)}, p50 {at(ms, 0.5):.2f} ms, p99 {at(ms, 0.99):.2f} ms, "
                  f"p99.9 {at(ms, 0.999):.2f} ms, longest {max(ms):.2f} ms")
    # What the machine does to a thread that asks for nothing, while the gateway idles, is not the flood's doing.
    own = at(woken[False], 0.999)
    check("stall", f"p99.9 of exact hits beside the flood {at(hits[True], 0.999):.2f} ms, limit {STALL_MS:g} ms and the "
          f"machine's own {own:.2f} ms", at(hits[True], 0.999) <= STALL_MS + own)
    late = misses(programs.gauges(port)).get("deadline", 0) - before
    check("a flood it is", f"{late} of {sum(reasons.values())} texts had no turn in time, {cores:.2f} cores in use",
          late > sum(reasons.values()) / 4)


def throughput(arguments, gateway, mode: str, name: str, check) -> None:
    """As much as wrk can send: alone, beside arithmetic, beside a flood past the encoder, beside the flood."""
    port, seconds = gateway.port, 4.5
    beside = {
        "alone": None, "arithmetic": ("--burn", seconds), "past": ("--flood", port, arguments.rate, seconds, 64, 1),
        "flood": ("--flood", port, arguments.rate, seconds, 64, 0)}
    found: dict[str, list[float]] = {turn: [] for turn in beside}
    wrk(port, 1, mode)
    for _ in range(arguments.rounds):
        for turn, words in beside.items():
            child = Child(*words) if words else None
            time.sleep(0.7)
            found[turn].append(wrk(port, 3, mode))
            if child:
                child.result()
    alone, arithmetic, past, flooded = (statistics.median(rates) for rates in found.values())
    print(f"  {name}: {alone:,.0f} a second alone; {arithmetic / alone:.0%} of that beside arithmetic of the lowest priority, "
          f"{past / alone:.0%} beside a flood past the encoder, {flooded / alone:.0%} beside the flood")
    limit = KEPT * min(1, arithmetic / alone)
    check(name, f"{flooded / past:.0%} of what is left beside the same requests past the encoder, must be {KEPT:.0%} of "
          f"what arithmetic leaves: {limit:.0%}", flooded / past >= limit)


def beside(arguments, folder, check) -> None:
    upstream = programs.provider(arguments.binary, arguments.cpus, "--bare")
    gateway = programs.gateway(
        arguments.binary, upstream.port, arguments.cpus, ISARTOR_HOME=home(folder, arguments.models),
        ISARTOR__SEMANTIC_MODE="shadow", ISARTOR__CACHE_MAX_CAPACITY=str(KEPT_ENTRIES), ISARTOR__LOG_LEVEL="warning")
    try:
        if not any(name.startswith("isartor_encoder_up{") and value for name, value in programs.gauges(gateway.port).items()):
            raise SystemExit(f"the gateway has no encoder: {open(gateway.log.name).read()}")
        port = gateway.port
        # Until the cache and the list of latest decisions hold as much as they may.
        sent = 0
        while sent < 2 * DECISIONS:
            sent += sum(asyncio.run(flood(port, 2 * arguments.rate, 3, 64)).values())
        wrk(port, 1, "fresh")
        wrk(port, 1, "repeat")
        watch = Watch(gateway)
        stalls(arguments, gateway, check)
        # Pass-through as fast as it goes fills other lists; that is not the flood's doing.
        samples = list(watch.samples)
        for mode, name in (("repeat", "exact hits"), ("fresh", "pass-through")):
            throughput(arguments, gateway, mode, name, check)
        watch.stop()

        last = watch.samples[-1][2]
        line = fit.line([s[0] / 3600 for s in samples], [s[1] for s in samples])
        check("memory", f"{line.growth:+.2f} MB in {samples[-1][0] - samples[0][0]:.0f} s of the first turns, slope "
              f"{line.slope:+.0f} ± {line.margin:.0f} MB/h (95 %), {samples[-1][1]:.1f} MB then, "
              f"{watch.samples[-1][1]:.1f} MB at the end", line.is_flat(LEAST_GROWTH_MB))
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
    parser.add_argument("--rate", type=float, default=150, help="prompts of the flood a second")
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
        kinds = (int, float, float, int, int)
        print(json.dumps(asyncio.run(flood(*(kind(word) for kind, word in zip(kinds, sys.argv[2:]))))))
    elif sys.argv[1:2] == ["--burn"]:
        print(json.dumps(burn(float(sys.argv[2]))))
    elif sys.argv[1:2] == ["--sleep"]:
        print(json.dumps(sleeper(float(sys.argv[2]))))
    elif sys.argv[1:2] == ["--probe"]:
        print(json.dumps(probe(*(kind(word) for kind, word in zip((int, float, float), sys.argv[2:])))))
    else:
        sys.exit(main())
