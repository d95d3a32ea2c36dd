# SPDX-License-Identifier: Apache-2.0
"""Kills a gateway at random moments under load, and looks at what its ledger kept.

After each kill the database must open clean, hold every answer that its client had read whole more than the allowed
time before the kill, hold none twice, and its sums must be those of its entries. Then the gateway starts again on the
same file.
"""
import argparse
import http.client
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
import threading
import time

import entries

MODEL = "gpt-4o-mini"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, path, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nothing answers on port {port}")


class Client(threading.Thread):
    """Asks one question after another; every third one again, so that there are hits."""

    def __init__(self, port, number, stop, seen):
        super().__init__(daemon=True)
        self.port, self.number, self.stop, self.seen = port, number, stop, seen

    def run(self):
        count = 0
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.stop.is_set():
            count += 1
            words = f"Question {self.number}-{count - count % 3}-{os.getpid()}-{self.seen.round}"
            body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": words}]})
            try:
                connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.seen.add(answer.getheader("x-isartor-request-id"), answer.getheader("x-isartor-layer"))
            except (OSError, http.client.HTTPException):
                return


class Seen:
    """Answers that clients have read whole, and when."""

    def __init__(self, round_number):
        self.round = round_number
        self.lock = threading.Lock()
        self.answers = []

    def add(self, request_id, layer):
        now = time.monotonic()
        with self.lock:
            self.answers.append((request_id, layer, now))


def check(path, seen, killed, allowed):
    """What is wrong with the ledger after a kill, and what was lost within the allowed time."""
    problems = []
    database = sqlite3.connect(path)
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        problems.append("the database is damaged")
    entries.lay_out(database)
    words = dict(database.execute("SELECT text, id FROM usage_word WHERE kind = 1"))
    late = lost = 0
    for request_id, layer, time_of_answer in seen.answers:
        origin, number = request_id.rsplit("-", 1)
        rows = database.execute(
            "SELECT shape & 1, count(*) FROM entries WHERE origin = ? AND number = ? GROUP BY 1",
            (words.get(origin + "-", -1), int(number, 16))).fetchall()
        kinds = dict(rows)
        whole = kinds.get(0, 0) == 1 and kinds.get(1, 0) == (0 if layer == "l1a" else 1)
        if any(count > 1 for count in kinds.values()):
            problems.append(f"{request_id} is there twice")
        if not whole:
            if killed - time_of_answer > allowed:
                lost += 1
            else:
                late += 1
    if lost:
        problems.append(f"{lost} answers older than {allowed * 1000:.0f} ms are lost")
    for table, length in (("usage_hour", 3_600_000), ("usage_day", 86_400_000)):
        events = database.execute(
            f"""SELECT time / {length}, sum((shape & 1 = 0)), sum((shape & 1 = 1)),
                sum(CASE WHEN shape & 1 = 1 THEN coalesce(money, 0) ELSE 0 END),
                sum(CASE WHEN shape & 1 = 1 THEN output ELSE 0 END) FROM entries GROUP BY 1 ORDER BY 1""").fetchall()
        sums = database.execute(
            f"SELECT start, sum(requests), sum(calls), sum(cost), sum(output) FROM {table} GROUP BY 1 ORDER BY 1"
        ).fetchall()
        if events != sums:
            problems.append(f"{table} says {sums}, its entries {events}")
    database.close()
    return problems, late


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=200)
    parser.add_argument("--program", default=".build/release/isartor")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--allowed-ms", type=float, default=50, help="how old an answer may be that is lost")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    random.seed(options.seed)
    home = tempfile.mkdtemp(prefix="isartor-crash-")
    path = os.path.join(home, "isartor.db")
    upstream_port = free_port()
    upstream = subprocess.Popen(
        [options.program, "bench", "upstream", "--port", str(upstream_port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    failures = answers = late_answers = 0
    try:
        wait_for(upstream_port, "/__fake/ledger")
        for kill in range(options.kills):
            port = free_port()
            environment = dict(
                os.environ, ISARTOR_HOME=home, ISARTOR__HOST_PORT=f"127.0.0.1:{port}", ISARTOR__LLM_PROVIDER="openai",
                ISARTOR__EXTERNAL_LLM_URL=f"http://127.0.0.1:{upstream_port}", ISARTOR__EXTERNAL_LLM_API_KEY="sk-crash",
                ISARTOR__EXTERNAL_LLM_MODEL=MODEL, ISARTOR__CACHE_MODE="exact")
            log = open(os.path.join(home, "log"), "wb")
            gateway = subprocess.Popen(
                [options.program, "up"], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=log)
            wait_for(port, "/healthz")
            seen, stop = Seen(kill), threading.Event()
            clients = [Client(port, number, stop, seen) for number in range(options.clients)]
            for client in clients:
                client.start()
            time.sleep(random.uniform(0.05, 0.6))
            killed = time.monotonic()
            gateway.send_signal(signal.SIGKILL)
            gateway.wait()
            stop.set()
            for client in clients:
                client.join(20)
            log.close()
            with open(os.path.join(home, "log"), errors="replace") as lines:
                text = lines.read()
            problems, late = check(path, seen, killed, options.allowed_ms / 1000)
            if "was renamed" in text:
                problems.append("the database was set aside")
            answers += len(seen.answers)
            late_answers += late
            if problems:
                failures += 1
                print(f"kill {kill + 1}: " + "; ".join(problems), flush=True)
            elif (kill + 1) % 20 == 0:
                print(f"{kill + 1} kills, {answers} answers", flush=True)
    finally:
        upstream.kill()
        shutil.rmtree(home, ignore_errors=True)
    print(
        f"{options.kills} kills, {answers} answers read; {late_answers} of them younger than {options.allowed_ms:.0f} ms "
        f"were lost, {failures} kills failed")
    if answers == 0:
        sys.exit("no answer was read")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
