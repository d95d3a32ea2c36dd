# SPDX-License-Identifier: Apache-2.0
"""Mixed faults by the hundred thousand against one running gateway, with a healthy client beside them.

Quiet phases, controls and storms take turns; a control is the same storm on a second gateway beside the one that the
healthy client asks, and shows what the machine's processors do to it. Afterwards the process must be the same, its
descriptors and gauges back where they were, its memory flat over the faults, every healthy answer right, and what storms
add to the healthy client's 99th percentile beyond what controls add no more than that percentile in quiet phases.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter

import client_faults
import fit
import programs
from delays import Delays, Processors

# Growth that a fit may show without being called a leak: one step of the allocator.
LEAST_GROWTH_MB = 1.0


class Companion:
    """A process that is told lines and answers with lines."""

    def __init__(self, script: str, *options: str):
        self.process = subprocess.Popen(
            [sys.executable, str(programs.HERE / script), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def tell(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[1]} ended with {self.process.wait()}")
        return line.strip()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Watch(threading.Thread):
    """Samples the gateway's memory and descriptors once a second."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.samples, self.done = pid, [], False

    def run(self) -> None:
        while not self.done:
            try:
                self.samples.append((time.monotonic(), programs.resident_mb(self.pid), programs.descriptors(self.pid)))
            except (OSError, KeyError):
                return
            time.sleep(1)


def start(arguments):
    """The fake provider, the gateway under test and, for controls, another one like it."""
    upstream = programs.provider(arguments.binary, "0-1", "--threads", "2")
    settings = {
        "ISARTOR__CACHE_MAX_CAPACITY": "1000", "ISARTOR__L3_TIMEOUT_SECS": "1", "ISARTOR__L3_IDLE_TIMEOUT_SECS": "1",
        "ISARTOR__L3_TOTAL_TIMEOUT_SECS": "20", "ISARTOR__HEADER_TIMEOUT_SECS": str(client_faults.HEADER_SECONDS),
        "ISARTOR__BODY_TIMEOUT_SECS": str(client_faults.BODY_SECONDS), "ISARTOR__KEEP_ALIVE_TIMEOUT_SECS": "3600",
        "ISARTOR__MAX_BODY_BYTES": str(client_faults.MAX_BODY),
    }
    return upstream, *(programs.gateway(arguments.binary, upstream.port, "0-1", **settings) for _ in range(2))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--binary", default=str(programs.BINARY))
    parser.add_argument("--rate", type=float, default=500, help="faults a second")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--warm", type=float, default=1,
                        help="faults before the counted ones, as a share of them: caches, pools and heaps fill up")
    parser.add_argument("--quiet", type=float, default=8, help="seconds of a quiet phase")
    parser.add_argument("--control", type=float, default=0.5,
                        help="faults on the second gateway beside the counted ones, as a share of them; 0 for none")
    parser.add_argument("--idle", type=int, default=10_000, help="idle connections that are held meanwhile")
    parser.add_argument("--healthy", type=float, default=200, help="requests a second of the healthy client")
    parser.add_argument("--again", type=float, default=0.05, help="the share of faulted prompts that are asked again")
    parser.add_argument("--only", default="", help="only the faults whose name holds this")
    parser.add_argument("--priority", type=int, default=0,
                        help="the niceness of all programs; below 0 keeps other work on the machine out of the delays")
    parser.add_argument("--all", action="store_true", help="print every kind of fault, not only the groups")
    arguments = parser.parse_args()
    limit = programs.more_descriptors()
    programs.prioritise(arguments.priority)
    if limit < arguments.idle + 6000:
        raise SystemExit(f"{arguments.idle} idle connections need a limit of {arguments.idle + 6000} open files; it is "
                         f"{limit}. Raise the hard limit, or hold fewer: --idle {max(0, limit - 6000)}.")
    upstream, gateway, other = start(arguments)
    companions = []
    try:
        return run(arguments, upstream, gateway, other, companions)
    finally:
        for companion in companions:
            companion.end()
        for server in (gateway, other, upstream):
            server.stop()


def run(arguments, upstream, gateway, other, companions) -> int:
    pid = gateway.process.pid
    programs.gauges(gateway.port)
    level = programs.descriptors(pid)
    print(f"{arguments.count} faults, {arguments.rate:g} a second, {arguments.idle} idle connections; at the start "
          f"{programs.resident_mb(pid):.1f} MB, {level} descriptors", flush=True)
    idle = Companion("idle.py", str(gateway.port), str(arguments.idle))
    companions.append(idle)
    print(f"{idle.hear()} idle connections, {programs.resident_mb(pid):.1f} MB", flush=True)
    healthy = Companion("healthy.py", str(gateway.port), str(arguments.healthy))
    storm, control = (
        Companion("storm.py", str(server.port), str(upstream.port), "--rate", str(arguments.rate),
                  "--again", str(arguments.again), "--only", arguments.only) for server in (gateway, other))
    companions += [healthy, storm, control]
    stalls = Companion("stalls.py")
    is_watched = stalls.hear() == "ready"
    companions.append(stalls)
    watch = Watch(pid)
    watch.start()

    marks, done = [], 0
    processors = {}
    warm = int(arguments.count * arguments.warm)

    def phase(kind: str, number: int, work) -> dict | None:
        """Does the work in a phase of its own, and keeps what the event loops needed for it."""
        healthy.tell(f"phase {kind}-{number}")
        before = Processors.of(pid, time.monotonic())
        found = work()
        if programs.is_alive(gateway):
            processors.setdefault(kind, Processors()).add(before, Processors.of(pid, time.monotonic()))
        return found

    def make(companion: Companion, count: int) -> dict:
        companion.tell(f"run {count}")
        return json.loads(companion.hear())

    if warm:
        counts = phase("warm", 0, lambda: make(storm, warm))
        print(f"  {warm:7d} faults to warm up, {counts['wrong']} not as expected, {watch.samples[-1][1]:.1f} MB", flush=True)
    began = time.monotonic()
    for number in range(arguments.rounds):
        phase("quiet", number, lambda: time.sleep(arguments.quiet))
        part = arguments.count * (number + 1) // arguments.rounds - done
        if beside := int(part * arguments.control):
            phase("control", number, lambda: make(control, beside))
        marks.append((time.monotonic(), done))
        counts = phase("storm", number, lambda: make(storm, part))
        done += part
        marks.append((time.monotonic(), done))
        if not programs.is_alive(gateway):
            break
        print(f"  {done:7d} faults, {counts['wrong']} not as expected, {watch.samples[-1][1]:.1f} MB, "
              f"{watch.samples[-1][2]} descriptors", flush=True)
    took = time.monotonic() - began
    healthy.tell("end")
    storm.tell("end")
    decent, faults = json.loads(healthy.hear()), json.loads(storm.hear())
    stalls.tell("end")
    stood = json.loads(stalls.hear()) if is_watched else None
    idle.tell("end")
    held = int(idle.hear().split()[1])
    alive = programs.is_alive(gateway) and gateway.process.pid == pid
    if not alive:
        print(open(gateway.log.name, errors="replace").read()[-4000:])
        print(f"FAIL the gateway ended with {gateway.process.returncode}")
        return 1
    settled = programs.settle(lambda: is_settled(gateway.port), 60)
    after = programs.gauges(gateway.port)
    programs.settle(lambda: programs.descriptors(pid) <= level, 10)
    watch.done = True
    ledger = json.loads(programs.servers.get(upstream.port, "/__fake/ledger"))
    table(arguments, faults)
    delays = Delays(decent["moments"], stood, processors)
    delays.print()
    checks = [("process", "the same, alive", alive)]
    checks += healthy_checks(decent, delays)
    checks += fault_checks(faults, ledger)
    checks += [
        ("idle connections", f"{held} of {arguments.idle} still open at the end", held == arguments.idle),
        ("gauges", f"{after['isartor_requests_in_flight']:g} in flight (the question itself), "
         f"{after['isartor_client_connections']:g} client and {after['isartor_upstream_connections']:g} upstream connections",
         settled),
        ("descriptors", f"{level} at the start, {max(s[2] for s in watch.samples)} at most, {programs.descriptors(pid)} "
         "at the end", programs.descriptors(pid) <= level),
        programs.database_check(programs.open_files(pid)),
        memory_check(watch.samples, marks),
    ]
    print(f"\n{warm} and {done} faults, the latter in {took:.0f} s; {programs.resident_mb(pid):.1f} MB at the end, gateway CPU "
          f"{gateway.cpu_seconds():.0f} s")
    for name, value, holds in checks:
        print(f"  {'ok  ' if holds else 'FAIL'} {name}: {value}")
    for what in faults["wrong"][:30] + faults["findings"][:20] + decent["wrong"][:20]:
        print(f"  - {what}")
    return 0 if all(holds for _, _, holds in checks) else 1


def is_settled(port: int) -> bool:
    gauges = programs.gauges(port)
    return (gauges["isartor_requests_in_flight"] == 1 and gauges["isartor_client_connections"] == 1
            and gauges["isartor_upstream_connections"] == 0)


def table(arguments, faults) -> None:
    """What became of each group of faults; of each kind where something was wrong."""
    groups: dict[str, Counter] = {}
    for kind in faults["kinds"]:
        group = kind["name"].split(" ")[0].rstrip(":") if kind["name"].startswith(("provider", "smuggling")) else "client"
        if group == "client" and any(word in kind["name"] for word in ("left", "leaves", "resets", "closes", "reset", "close")):
            group = "client leaves"
        groups.setdefault(group, Counter()).update(kind["outcomes"])
        if arguments.all or set(kind["outcomes"]) - set(kind["allowed"]):
            print(f"    {kind['name']}: {kind['outcomes']} (expected {', '.join(kind['allowed'])})")
    for group, outcomes in groups.items():
        print(f"  {group}: {sum(outcomes.values())} faults: "
              + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common()))


def healthy_checks(decent, delays: Delays) -> list[tuple[str, str, bool]]:
    total = sum(len(values) for phase in decent["moments"].values() for values in phase.values())
    return [
        ("healthy answers", f"{decent['wrong_count']} of {total} wrong", decent["wrong_count"] == 0 and total > 0),
        delays.check(),
    ]


def fault_checks(faults, ledger) -> list[tuple[str, str, bool]]:
    counts, again = faults["counts"], faults["again"]
    hidden = ledger["requests"].get("other", 0)
    return [
        ("outcomes", f"{counts['wrong']} of {counts['done']} faults ended otherwise than they may", counts["wrong"] == 0),
        ("cache", f"{again.get('wrong', 0)} of {again.get('asked', 0)} faulted prompts wrong when asked again",
         again.get("wrong", 0) == 0),
        ("smuggled", f"{hidden} hidden requests reached the provider", hidden == 0),
    ]


def memory_check(samples, marks) -> tuple[str, str, bool]:
    """The slope over faults instead of seconds, while storms go on."""
    xs, ys = [], []
    for (begin, before), (end, behind) in zip(marks[::2], marks[1::2]):
        for moment, memory, _ in samples:
            if begin <= moment <= end:
                xs.append((before + (behind - before) * (moment - begin) / (end - begin)) / 100_000)
                ys.append(memory)
    if len(xs) < 8:
        return "memory slope", "too few samples for a fit", False
    line = fit.line(xs, ys)
    return ("memory slope", f"{line.slope:+.2f} ± {line.margin:.2f} MB per 100,000 faults (95 %), {line.growth:+.2f} MB over "
            f"the fit, noise {line.noise:.2f} MB, {min(ys):.1f} to {max(ys):.1f} MB, median {statistics.median(ys):.1f}",
            line.is_flat(LEAST_GROWTH_MB))


if __name__ == "__main__":
    sys.exit(main())
