# SPDX-License-Identifier: Apache-2.0
"""Measures how soon a gateway is ready whose folder of kept answers is full, and that it then answers from it.

A gateway is asked questions until the cache is at its byte budget; then it is started again and again on the same folder.
Counted is the time from starting the program until /readiness says yes; the first repeat after it must be a hit.
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(options, home, upstream):
    """The process, its port and the milliseconds until it was ready."""
    port = free_port()
    environment = dict(
        os.environ, ISARTOR_HOME=home, ISARTOR__HOST_PORT=f"127.0.0.1:{port}", ISARTOR__LLM_PROVIDER="openai",
        ISARTOR__CACHE_MODE="exact", ISARTOR__CACHE_TTL_SECS="86400",
        ISARTOR__EXTERNAL_LLM_URL=f"http://127.0.0.1:{upstream}", ISARTOR__EXTERNAL_LLM_API_KEY="sk-ready")
    begun = time.monotonic()
    process = subprocess.Popen(
        [options.program, "up"], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while time.monotonic() - begun < 30:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readiness")
            if connection.getresponse().status == 200:
                return process, port, (time.monotonic() - begun) * 1000
        except OSError:
            time.sleep(0.001)
    raise SystemExit("the gateway does not get ready")


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(60)


def ask(connection, number):
    body = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"Question {number}"}]})
    connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"question {number}: {answer.status}")
    return answer.getheader("x-isartor-layer")


def fill(port, count, workers=8):
    def work(worker):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(worker, count, workers):
            ask(connection, number)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=".build/release/isartor")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=27_000, help="the length of an answer's text")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--limit-ms", type=float, default=150)
    parser.add_argument("--folder", help="fill this folder and keep it, or start on what an earlier run left there")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    home = options.folder or tempfile.mkdtemp(prefix="isartor-ready-")
    os.makedirs(home, exist_ok=True)
    upstream_port = free_port()
    upstream = subprocess.Popen(
        [options.program, "bench", "upstream", "--port", str(upstream_port), "--directives",
         f"frames={options.bytes // 64} frame-bytes=64"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        if size_of(home) == 0:
            process, port, empty = start(options, home, upstream_port)
            fill(port, options.answers)
            time.sleep(1)
            stop(process)
            print(f"empty: ready after {empty:.0f} ms")
        times, layers = [], set()
        for _ in range(options.rounds):
            process, port, ready = start(options, home, upstream_port)
            times.append(ready)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            layers.add(ask(connection, options.answers - 1))
            kept = int(fetch_entries(port))
            stop(process)
    finally:
        upstream.kill()
        upstream.wait()
        size = size_of(home)
        if not options.folder:
            shutil.rmtree(home, ignore_errors=True)
    median = statistics.median(times)
    print(f"{size / 1e6:.0f} MB on disk, {kept} of the answers in memory: ready after {median:.0f} ms ({min(times):.0f}–{max(times):.0f}), "
          f"limit {options.limit_ms:.0f}; the first repeat was answered by {', '.join(map(str, layers))}")
    sys.exit(0 if median <= options.limit_ms and layers == {"l1a"} and size > 200_000_000 else 1)


def size_of(home):
    """The bytes of the kept answers' files."""
    folder = os.path.join(home, "answers")
    return sum(entry.stat().st_size for entry in os.scandir(folder)) if os.path.isdir(folder) else 0


def fetch_entries(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/metrics")
    for line in connection.getresponse().read().decode().splitlines():
        if line.startswith("isartor_cache_entries"):
            return float(line.split()[-1])
    return 0


if __name__ == "__main__":
    main()
