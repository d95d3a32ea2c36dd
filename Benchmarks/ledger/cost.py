# SPDX-License-Identifier: Apache-2.0
"""Measures what the ledger and virtual keys cost a hit of the cache, and what the writer takes for an entry.

Three gateways answer the same repeats in turn: one without a ledger, one with it, one with it and asked with a virtual key.
Counted is the processor time of the event loop's thread (from /proc), so that neither the load nor the other threads
matter. The gateways take turns of some 100 ms, and the cost is the median of the differences within a round, shown with its
95 % interval. The writer's is its own thread's time over the entries that it wrote.

On a machine that is busy or noisy that interval is wider than what is looked for. So the event loop's instructions are
counted, too, by callgrind: they are the same each time. The ledger's limit holds for them, at a third of a nanosecond
each, which is one a cycle at 3 GHz; code like this does more. What a virtual key adds has no limit and is only told.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GATEWAY_KEY = "bench-gateway-key-0123456789"
# Microseconds of processor time.
LIMITS = {"ledger": 1.5, "writer": 6.0}
MICROSECONDS_AN_INSTRUCTION = 1 / 3000


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(port, method, path, body=None, key=GATEWAY_KEY):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"content-type": "application/json", "x-api-key": key})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{method} {path}: {answer.status} {text[:300]}")
    return text


class Gateway:
    """A gateway with one event loop."""

    def __init__(self, options, upstream, keeps, counts=False):
        self.home = tempfile.mkdtemp(prefix="isartor-cost-")
        self.port = free_port()
        environment = dict(
            os.environ, ISARTOR_HOME=self.home, ISARTOR__HOST_PORT=f"127.0.0.1:{self.port}", ISARTOR__EVENT_LOOPS="1",
            ISARTOR__GATEWAY_API_KEY=GATEWAY_KEY, ISARTOR__LLM_PROVIDER="openai", ISARTOR__CACHE_MODE="exact",
            ISARTOR__CACHE_TTL_SECS="3600", ISARTOR__EXTERNAL_LLM_URL=f"http://127.0.0.1:{upstream}",
            ISARTOR__EXTERNAL_LLM_API_KEY="sk-cost",
            # Connections wait for their turn, and callgrind is slow.
            ISARTOR__HEADER_TIMEOUT_SECS="3600", ISARTOR__BODY_TIMEOUT_SECS="3600",
            ISARTOR__KEEP_ALIVE_TIMEOUT_SECS="3600")
        if not keeps:
            # No database can be there, so nothing is kept.
            environment["ISARTOR__USAGE_LOG_PATH"] = "/dev/null/none"
        command = ["taskset", "-c", options.server_cpus, options.program, "up"]
        if counts:
            environment["TMPDIR"] = self.home
            command = [
                "valgrind", "--tool=callgrind", "--separate-threads=yes", "--vgdb-error=99999",
                f"--callgrind-out-file={self.home}/counts", *command[3:]]
        self.process = subprocess.Popen(
            command, env=environment, cwd=self.home,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 600
        while True:
            try:
                fetch(self.port, "GET", "/healthz")
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit("the gateway does not answer")
                time.sleep(0.05)
        self.key = GATEWAY_KEY
        self.connections, self.requests, self.next = [], [], 0

    def make_key(self):
        self.key = json.loads(fetch(self.port, "POST", "/key/generate", json.dumps({"key_alias": "cost"})))["key"]

    def time_of(self, name):
        """Seconds of processor time of the threads with that name."""
        nanoseconds = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            if (task / "comm").read_text().startswith(name):
                nanoseconds += int((task / "schedstat").read_text().split()[0])
        if nanoseconds == 0:
            raise SystemExit(f"no thread is called {name}")
        return nanoseconds / 1e9

    def written(self):
        page = fetch(self.port, "GET", "/metrics").decode()
        return int(float(re.search(r'isartor_storage_entries_total\{outcome="written"\} (\S+)', page)[1]))

    def connect(self, options):
        """Opens the connections and makes the requests."""
        for _ in range(options.connections):
            connection = socket.create_connection(("127.0.0.1", self.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections.append(connection)
        words = "The watchman counts the lanterns along the wall and writes each number down. " * 10
        for number in range(options.keys):
            body = json.dumps({"model": "gpt-4o-mini", "messages": [
                {"role": "system", "content": "You answer briefly."}, {"role": "user", "content": f"{number}. {words}"}]})
            self.requests.append((
                f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: {self.key}\r\n"
                f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}").encode())

    def ask(self, count):
        """Has each connection ask again as soon as it has been answered; `count` requests in all."""
        for place in range(0, count, len(self.connections)):
            for offset, connection in enumerate(self.connections):
                connection.sendall(self.requests[(self.next + offset) % len(self.requests)])
            self.next += len(self.connections)
            for connection in self.connections:
                answer = connection.recv(1 << 16)
                while not answer.endswith(b"}"):
                    answer += connection.recv(1 << 16)
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(answer[:300])

    def slice(self, count):
        """Microseconds of the event loop's time a request."""
        before = self.time_of("NIO-ELT")
        self.ask(count)
        return (self.time_of("NIO-ELT") - before) * 1e6 / count

    def instructions(self, count):
        """Instructions of the event loop a request, in a gateway that runs under callgrind."""
        self.control("-z")
        self.ask(count)
        self.control("-d")
        totals = []
        for file in Path(self.home).glob("counts.1-*"):
            match = re.search(r"^(?:totals|summary): (\d+)", file.read_text(errors="replace"), re.M)
            totals.append(int(match[1]) if match else 0)
        return max(totals) / count

    def control(self, option):
        subprocess.run(
            ["callgrind_control", option, str(self.process.pid)], env=dict(os.environ, TMPDIR=self.home), check=True,
            stdout=subprocess.DEVNULL)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)


def turns(options, upstream_port):
    """Microseconds a request of each gateway in each round, and of the writers an entry."""
    gateways = []
    try:
        for keeps in (False, True, True):
            gateways.append(Gateway(options, upstream_port, keeps))
        gateways[2].make_key()
        os.sched_setaffinity(0, {options.load_cpu})
        # All that is measured is a hit.
        for gateway in gateways:
            gateway.connect(options)
            gateway.ask(4 * options.keys)
        before = [(gateway.time_of("isartor-writer"), gateway.written()) for gateway in gateways[1:]]
        results = []
        for number in range(options.rounds):
            # In turns, so that none of them always comes first.
            order = [0, 1, 2] if number % 2 == 0 else [2, 1, 0]
            row = [0.0, 0.0, 0.0]
            for place in order:
                row[place] = gateways[place].slice(options.slice)
            results.append(row)
        time.sleep(0.5)
        writer = [
            (gateway.time_of("isartor-writer") - start) * 1e6 / (gateway.written() - written)
            for gateway, (start, written) in zip(gateways[1:], before)]
        return results, writer
    finally:
        os.sched_setaffinity(0, set(range(os.cpu_count())))
        for gateway in gateways:
            gateway.stop()


def counted(options, upstream_port, folder):
    """Instructions of the event loop a request of each gateway, one after another."""
    # Debian's valgrind cannot read this compiler's debugging information.
    program = os.path.join(folder, "isartor")
    subprocess.run(["strip", "--strip-debug", "-o", program, options.program], check=True)
    options = argparse.Namespace(**{**vars(options), "program": program, "keys": 256})
    found = []
    for place, keeps in enumerate((False, True, True)):
        gateway = Gateway(options, upstream_port, keeps, counts=True)
        try:
            if place == 2:
                gateway.make_key()
            gateway.connect(options)
            gateway.ask(2 * options.keys)
            found.append(gateway.instructions(2048))
        finally:
            gateway.stop(signal.SIGKILL)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=".build/release/isartor")
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--slice", type=int, default=3200, help="requests of a gateway in each round")
    parser.add_argument("--keys", type=int, default=1600, help="distinct requests")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--server-cpus", default="0,1")
    parser.add_argument("--load-cpu", type=int, default=1)
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory(prefix="isartor-cost-") as folder:
        upstream_port = free_port()
        upstream = subprocess.Popen(
            [options.program, "bench", "upstream", "--bare", "--port", str(upstream_port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            results, writer = turns(options, upstream_port)
            counts = counted(options, upstream_port, folder)
        finally:
            upstream.kill()
            upstream.wait()

    def middle(values):
        """The median, and between what it lies in nineteen of twenty cases."""
        values = sorted(values)
        half = 0.98 * len(values) ** 0.5
        low, high = int(len(values) / 2 - half), int(len(values) / 2 + half)
        return statistics.median(values), values[max(0, low)], values[min(len(values) - 1, high)]

    def difference(left, right):
        return middle(row[left] - row[right] for row in results)

    for place, name in enumerate(["no ledger", "ledger", "ledger and virtual key"]):
        median, low, high = middle(row[place] for row in results)
        print(
            f"{name:24}{median:7.2f} µs a hit on the event loop ({low:.2f}–{high:.2f}), {counts[place]:.0f} instructions")
    ok = True
    for name, more, place, limit in (("ledger", 1, 0, LIMITS["ledger"]), ("virtual key", 2, 1, None)):
        instructions = counts[more] - counts[place]
        median, low, high = difference(more, place)
        microseconds = instructions * MICROSECONDS_AN_INSTRUCTION
        verdict = "no limit"
        if limit is not None:
            ok &= microseconds <= limit
            verdict = f"limit {limit}: {'held' if microseconds <= limit else 'NOT HELD'}"
        print(
            f"{name + ', event loop':24}{microseconds:7.2f} µs by {instructions:.0f} instructions, {median:.2f} µs in turns "
            f"({low:.2f}–{high:.2f}); {verdict}")
    held = max(writer) <= LIMITS["writer"]
    print(f"{'writer, an entry':24}{max(writer):7.2f} µs; limit {LIMITS['writer']}: {'held' if held else 'NOT HELD'}")
    sys.exit(0 if ok and held else 1)


if __name__ == "__main__":
    main()
