# SPDX-License-Identifier: Apache-2.0
"""Makes a ledger of many entries, and measures how long a gateway takes to answer from it.

The entries are made through SQL by the gateway's own schema: a gateway is started on an empty folder first, so that the
tables are those of this version. Sums are made from the entries, as the gateway keeps them. Prints the size an entry and
the median time of each page and of `isartor stats`, and fails beyond the limits.
"""
import argparse
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import entries


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(options, home):
    port = free_port()
    environment = dict(
        os.environ, ISARTOR_HOME=home, ISARTOR__HOST_PORT=f"127.0.0.1:{port}", ISARTOR__LLM_PROVIDER="synthetic",
        ISARTOR__CACHE_MODE="exact")
    gateway = subprocess.Popen(
        [options.program, "up"], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return gateway, port, environment
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the gateway does not answer")


def stop(gateway):
    gateway.send_signal(signal.SIGTERM)
    gateway.wait()


def fill(path, count):
    """Entries of the last 30 days: 3 providers, 12 models, 20 principals, 8 tools, a third of them hits."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; PRAGMA cache_size = -200000;")
    words = []
    for kind, names in (
        (1, ["isr-1f2e3d4c-0-", "isr-1f2e3d4c-1-"]), (2, [f"tool-{n}" for n in range(8)]),
        (3, ["openai", "anthropic", "gemini"]), (4, [f"model-{n}" for n in range(12)]),
        (5, [f"{n:064x}" for n in range(20)]),
    ):
        words += [(kind, name) for name in names]
    database.executemany("INSERT OR IGNORE INTO usage_word (kind, text) VALUES (?, ?)", words)
    ids = {(kind, text): number for number, kind, text in database.execute("SELECT id, kind, text FROM usage_word")}

    def first(kind, text):
        return ids[(kind, text)]

    tool, provider, model, principal = first(2, "tool-0"), first(3, "openai"), first(4, "model-0"), first(5, f"{0:064x}")
    origin = first(1, "isr-1f2e3d4c-0-")
    end = int(time.time() * 1000)
    step = 30 * 86_400_000 / count
    # As the gateway would have written them; what the sums are made of is the same again.
    made = f"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1), made AS (
            SELECT CAST({end} - ({count} - i) * {step} AS INTEGER) AS time, {origin} + i % 2 AS origin, i / 2 AS number,
                i % 3 = 2 AS part, CASE i % 3 WHEN 0 THEN 2 WHEN 1 THEN 30 ELSE 31 END AS shape,
                CASE i % 3 WHEN 1 THEN 0 ELSE 128 END AS marks, 90 + i * 7919 % 900000 AS duration,
                {tool} + i * 31 % 8 AS tool, {provider} + i * 17 % 3 AS provider, {model} + i * 13 % 12 AS model,
                {principal} + i * 7 % 20 AS principal, i * 101 % 9000 AS input, i * 37 % 900 AS output,
                i * 53 % 20000 AS cached_read, i * 997 % 90000000 AS money
            FROM n)
        """
    database.create_function("pack", len(entries.FIELDS), entries.pack, deterministic=True)
    database.execute("BEGIN")
    database.execute(
        f"""
        INSERT INTO usage_entry {made}
        SELECT (origin << {entries.ORIGIN_SHIFT}) | (number << {entries.NUMBER_SHIFT}) | part, time,
            pack(shape, marks, 200, duration, tool, provider, model, 0, principal, 0, 1, input, output, 0, cached_read, 0, 0, 0,
                0, 0, money)
        FROM made
        """)
    for table, length in (("usage_hour", 3_600_000), ("usage_day", 86_400_000)):
        database.execute(
            f"""
            INSERT INTO {table} {made}
            SELECT time / {length}, provider, model, principal, tool, shape >> 1 & 15, shape >> 5 & 15,
                marks & 8 = 8, sum(shape & 1 = 0), sum(shape & 1 = 0 AND shape >> 1 & 15 = 1), 0, 0, 0,
                sum(CASE WHEN shape & 1 = 0 THEN duration ELSE 0 END), sum(shape & 1), 0, 0, 0,
                sum(CASE WHEN shape & 1 THEN input ELSE 0 END), sum(CASE WHEN shape & 1 THEN output ELSE 0 END), 0,
                sum(CASE WHEN shape & 1 THEN cached_read ELSE 0 END), 0, 0,
                sum(CASE WHEN shape & 1 THEN money ELSE 0 END), 0, 0,
                sum(CASE WHEN shape & 1 = 0 AND shape >> 1 & 15 = 1 THEN money ELSE 0 END), 0
            FROM made GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            """)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    rows = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("usage_hour", "usage_day")}
    database.close()
    return rows


def timed(action, rounds):
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), max(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000_000)
    parser.add_argument("--program", default=".build/release/isartor")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--limit-ms", type=float, default=100)
    parser.add_argument("--folder", help="make the ledger in this folder and keep it, or ask what an earlier run made there")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    home = options.folder or tempfile.mkdtemp(prefix="isartor-ledger-")
    os.makedirs(home, exist_ok=True)
    path = os.path.join(home, "isartor.db")
    try:
        if not os.path.exists(path):
            gateway, _, _ = start(options, home)
            stop(gateway)
            began = time.perf_counter()
            rows = fill(path, options.count)
            print(f"{options.count} entries in {time.perf_counter() - began:.0f} s, sums: {rows}", flush=True)
        size = os.path.getsize(path) / options.count
        print(f"{size:.1f} bytes an entry")
        gateway, port, environment = start(options, home)
        failed = size > 150

        def page(target):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", target)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (target, answer.status, body[:200])

        for target in (
            "/debug/stats/prompts?limit=20", "/debug/stats/agents", "/debug/usage", "/debug/usage?hours=720",
            "/debug/receipts/isr-1f2e3d4c-0-2a",
        ):
            median, worst = timed(lambda: page(target), options.rounds)
            failed |= median > options.limit_ms
            print(f"{median:8.1f} ms (at most {worst:.1f})  GET {target}")
        for arguments in (["stats"], ["stats", "--usage", "--by-tool"]):
            command = [options.program, *arguments, "--gateway-url", f"http://127.0.0.1:{port}"]
            median, worst = timed(
                lambda: subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True), options.rounds)
            failed |= median > options.limit_ms
            print(f"{median:8.1f} ms (at most {worst:.1f})  isartor {' '.join(arguments)}")
        stop(gateway)
    finally:
        if not options.folder:
            shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
