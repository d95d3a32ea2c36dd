# SPDX-License-Identifier: Apache-2.0
"""Outages of a provider with real processes: a gateway, a primary that fails in seven ways, a healthy fallback, 200 clients.

Every kind of outage lasts a while between healthy phases. Clients must get whole answers or errors, never twice, at the
fallback's own speed once the primary is left alone; and the primary's again as soon as it is back.
"""

import argparse
import base64
import json
import os
import random
import re
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "volume"))

import programs  # noqa: E402
from scenario import FALLBACK, HEADS, PROBE_SECONDS, SCENARIOS, Ask, Report, Scenario  # noqa: E402
from volume import Companion  # noqa: E402

HEALTHY = "first-byte-ms=20; frames=10; frame-delay-ms=2"
NONCE = re.compile(rb"gateway-[0-9a-f]{12}-\d+-")


def fixed_port() -> int:
    """A port below those that connections are given: who knocks at a dead one must not be given it by chance."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def upstream(binary: str, port: int) -> programs.servers.Server:
    command = [binary, "bench", "upstream", "--port", str(port), "--threads", "2", "--directives", HEALTHY]
    return programs.servers.Server("upstream", command, port, "0-1")


def control(port: int, path: str, document=None):
    data = None if document is None else json.dumps(document).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__fake/{path}", data, timeout=60) as response:
        return json.loads(response.read())


def completed(port: int) -> Counter:
    """How often an upstream sent a whole good answer, by prompt; then its books are closed."""
    found = Counter()
    for record in control(port, "requests"):
        nonce = NONCE.search(base64.b64decode(record["body"]))
        if nonce and record["status"] == 200 and record["ending"] == "completed":
            found[nonce.group()] += 1
    control(port, "reset", {})
    return found


class Drill:
    def __init__(self, arguments):
        self.arguments = arguments
        self.binary = str(Path(arguments.binary).resolve())
        self.primary = upstream(self.binary, fixed_port())
        self.fallback = upstream(self.binary, fixed_port())
        self.gateway = programs.gateway(
            self.binary, self.primary.port, "0-1", ISARTOR__L3_TIMEOUT_SECS="1",
            ISARTOR__BREAKER_PROBE_SECS=str(PROBE_SECONDS),
            ISARTOR__FALLBACK_PROVIDERS=json.dumps([{
                "provider": FALLBACK, "model": "gpt-4o-mini", "url": f"http://127.0.0.1:{self.fallback.port}",
                "api_key": "drill-fallback-key"}]))
        self.folder = tempfile.mkdtemp(prefix="outage-")
        self.log = os.path.join(self.folder, "log.json")
        self.clients = Companion(
            "../outage/clients.py", str(self.gateway.port), str(self.fallback.port), self.log,
            "--clients", str(arguments.clients), "--direct", str(arguments.direct), "--think", str(arguments.think))

    def stop(self) -> None:
        self.clients.end()
        for server in (self.gateway, self.primary, self.fallback):
            server.stop()

    def play(self, scenario: Scenario) -> None:
        arguments, port = self.arguments, self.primary.port
        self.clients.tell("go")
        time.sleep(arguments.healthy)
        scenario.began = time.monotonic()
        if scenario.directives is None:
            # Its books die with it: what it answered until then is counted by the clients alone.
            self.primary.process.kill()
            self.primary.process.wait()
        else:
            control(port, "standing", scenario.directives)
        time.sleep(arguments.outage)
        if scenario.directives is None:
            self.primary = upstream(self.binary, port)
        else:
            control(port, "standing", {})
        scenario.returned = time.monotonic()
        time.sleep(arguments.healthy)
        scenario.ended = time.monotonic()
        self.clients.tell("pause")
        self.clients.hear()
        scenario.completed = [completed(port), completed(self.fallback.port)]

    def asks(self) -> list[Ask]:
        self.clients.tell("end")
        self.clients.hear()
        with open(self.log) as f:
            return [Ask(*entry) for entry in json.load(f)]


def show(reports: list[Report]) -> None:
    rows = [HEADS] + [report.row() for report in reports]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADS))]
    for row in rows:
        print("  ".join(cell.ljust(width) if n == 0 else cell.rjust(width)
                        for n, (cell, width) in enumerate(zip(row, widths))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(programs.BINARY))
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--direct", type=int, default=100, help="clients that ask the fallback directly, to compare with")
    parser.add_argument("--think", type=float, default=0.6, help="seconds between an answer and the next question")
    parser.add_argument("--outage", type=float, default=15, help="seconds of each outage")
    parser.add_argument("--healthy", type=float, default=10, help="seconds before and after each outage")
    parser.add_argument("--only", default="", help="only the outages whose name holds this")
    parser.add_argument("--priority", type=int, default=0,
                        help="the niceness of all programs; below 0 keeps other work on the machine out of the delays")
    arguments = parser.parse_args()
    programs.more_descriptors()
    programs.prioritise(arguments.priority)
    played = [s for s in SCENARIOS if arguments.only in s.name]
    drill = Drill(arguments)
    try:
        for scenario in played:
            drill.play(scenario)
            print(f"  {scenario.name}: played, load {os.getloadavg()[0]:.1f}", flush=True)
            if not programs.is_alive(drill.gateway):
                print(f"FAIL the gateway ended with {drill.gateway.process.returncode}")
                return 1
        log = drill.asks()
    finally:
        drill.stop()
    reports = [Report(scenario, log) for scenario in played]
    rate = sum(a.whom == "gateway" for a in log) / sum(s.ended - s.began + arguments.healthy for s in played)
    print(f"\n{len(log)} questions, {rate:.0f} a second through the gateway; p50 and p99 are the fallback's own, JSON/streams, "
          "and what the gateway adds")
    show(reports)
    holds = True
    for report in reports:
        for finding in report.findings():
            holds = False
            print(f"FAIL {report.scenario.name}: {finding}")
        for ask in report.bad[:5]:
            print(f"  - {ask.outcome} ({ask.form}, {ask.provider}): {ask.detail}")
    print("all promises held" if holds else "not all promises held")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
