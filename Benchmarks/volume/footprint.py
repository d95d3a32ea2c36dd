# SPDX-License-Identifier: Apache-2.0
"""How much memory the gateway takes, how soon it is ready, and whether it keeps the pace of streams.

Everything is measured several times with a new gateway each time; the medians count. The pace is measured for the provider
itself, through nginx and through the gateway, in turns.
"""

import argparse
import http.client
import os
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import programs
from wire import ask

LIMITS = {"idle_mb": 40.0, "streams_mb": 100.0, "ready_ms": 150.0, "paced_p99_s": 1.06}
OPEN_STREAMS, PACED_STREAMS = 1000, 500
FRAMES, DELAY_MS = 200, 5
ALL = "0-1"
# Seconds after their planned end at which the streams are looked at first.
LATE = 0.25
# Linux's number of it, which Python has no name for; the times are a timespec each.
SO_TIMESTAMPNS = 35


def ready_after(binary: str) -> float:
    """Milliseconds from starting the program until it says that it is ready."""
    port = programs.servers.free_port()
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "ISARTOR__HOST_PORT": f"127.0.0.1:{port}",
            "ISARTOR__GATEWAY_API_KEY": programs.GATEWAY_KEY, "ISARTOR__EXTERNAL_LLM_API_KEY": "bench-provider-key",
            "ISARTOR__EXTERNAL_LLM_URL": "http://127.0.0.1:9"}
        begun = time.monotonic()
        process = subprocess.Popen(
            [binary, "up"], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while time.monotonic() - begun < 10:
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
                    connection.request("GET", "/readiness")
                    if connection.getresponse().status == 200:
                        return (time.monotonic() - begun) * 1000
                except OSError:
                    time.sleep(0.001)
            raise RuntimeError("the gateway does not get ready")
        finally:
            process.terminate()
            process.wait(10)


def connect(port: int, count: int) -> list[socket.socket]:
    found = []
    for number in range(count):
        connection = socket.socket()
        connection.bind((f"127.0.3.{number % 50 + 1}", 0))
        connection.connect(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found.append(connection)
    return found


def memory(binary: str, number: int) -> tuple[float, float]:
    """Resident megabytes when idle after the start, and with a thousand streams open."""
    upstream = programs.provider(
        binary, ALL, "--bare", "--directives", "frames=2000 frame-bytes=64 frame-delay-ms=50")
    gateway = programs.gateway(binary, upstream.port, ALL)
    try:
        time.sleep(1)
        idle = programs.resident_mb(gateway.process.pid)
        streams = connect(gateway.port, OPEN_STREAMS)
        for place, stream in enumerate(streams):
            stream.sendall(ask(f"memory {time.time_ns()} {number} {place}", True))
        for stream in streams:
            stream.settimeout(10)
            if not stream.recv(1 << 16).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("a stream was refused")
        most = 0.0
        for _ in range(6):
            time.sleep(0.5)
            most = max(most, programs.resident_mb(gateway.process.pid))
            for stream in streams:
                stream.recv(1 << 16)
        open_now = programs.gauges(gateway.port)["isartor_requests_in_flight"] - 1
        if open_now != OPEN_STREAMS:
            raise RuntimeError(f"{open_now} streams are open, not {OPEN_STREAMS}")
        for stream in streams:
            stream.close()
        return idle, most
    finally:
        gateway.stop()
        upstream.stop()


def arrival(connection: socket.socket) -> tuple[bytes, float]:
    """What has come, and when the last of it came, as the kernel took it in."""
    data, notes, _, _ = connection.recvmsg(1 << 18, socket.CMSG_SPACE(16))
    for level, kind, stamp in notes:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", stamp)
            return data, seconds + nanoseconds / 1e9
    if data:
        raise RuntimeError("the kernel does not tell when bytes came")
    return data, 0.0


def pace(port: int, number: int) -> list[float]:
    """Seconds from asking until the last byte, of each of many paced streams that are asked for together.

    The last byte's time is the kernel's, and nothing is read until the streams should have ended: a reader that looks
    sooner takes the processors from what is measured just when it matters.
    """
    connections = connect(port, PACED_STREAMS)
    requests = [ask(f"pace {time.time_ns()} {number} {place}", True) for place in range(PACED_STREAMS)]
    begun = {}
    for connection, request in zip(connections, requests):
        connection.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        begun[connection] = time.time()
        connection.sendall(request)
    time.sleep((FRAMES - 1) * DELAY_MS / 1000 + LATE)
    taken = []
    for connection in connections:
        connection.settimeout(30)
        tail = b""
        while not tail.endswith(b"\r\n0\r\n\r\n"):
            data, came = arrival(connection)
            if not data:
                raise RuntimeError(f"a stream was cut; it ends in {tail!r}")
            tail = (tail + data)[-16:]
        taken.append(came - begun[connection])
        connection.close()
    return sorted(taken)


def paces(binary: str, rounds: int) -> dict[str, list[list[float]]]:
    upstream = programs.provider(
        binary, ALL, "--bare", "--threads", "2", "--directives",
        f"frames={FRAMES} frame-bytes=64 frame-delay-ms={DELAY_MS}")
    gateway = programs.gateway(binary, upstream.port, ALL)
    targets = {"provider itself": upstream.port, "isartor": gateway.port}
    proxy = None
    try:
        try:
            proxy = programs.servers.nginx("proxy", upstream.port, "", ALL)
            targets["nginx proxy"] = proxy.port
        except (OSError, RuntimeError) as error:
            print(f"without nginx: {error}")
        found: dict[str, list[list[float]]] = {name: [] for name in targets}
        for number in range(rounds + 1):
            for name, port in targets.items():
                taken = pace(port, number)
                # The first round opens the connections to the provider.
                if number:
                    found[name].append(taken)
                time.sleep(0.5)
        return found
    finally:
        for server in (proxy, gateway, upstream):
            if server:
                server.stop()


def at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(programs.BINARY))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--priority", type=int, default=0,
                        help="the niceness of all programs; below 0 keeps other work on the machine out of the delays")
    arguments = parser.parse_args()
    programs.more_descriptors()
    programs.prioritise(arguments.priority)
    found, spread = {}, {}

    def note(name: str, values: list[float]) -> None:
        found[name] = statistics.median(values)
        spread[name] = f"{min(values):.2f} to {max(values):.2f}"

    note("ready_ms", [ready_after(arguments.binary) for _ in range(arguments.rounds)])
    held = [memory(arguments.binary, number) for number in range(arguments.rounds)]
    note("idle_mb", [idle for idle, _ in held])
    note("streams_mb", [open_mb for _, open_mb in held])
    ended = paces(arguments.binary, arguments.rounds)
    note("paced_p99_s", [at(taken, 0.99) for taken in ended["isartor"]])

    print(f"medians of {arguments.rounds}; machine load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    titles = {"ready_ms": "ready after (ms)", "idle_mb": "idle (MB)", "streams_mb": f"{OPEN_STREAMS} open streams (MB)",
              "paced_p99_s": f"{PACED_STREAMS} streams, p99 end (s)"}
    for name, title in titles.items():
        holds = found[name] <= LIMITS[name]
        print(f"  {'ok  ' if holds else 'FAIL'} {title}: {found[name]:.3f} (rounds {spread[name]}), limit {LIMITS[name]:g}")
    print(f"  the end of {PACED_STREAMS} streams of {FRAMES} frames {DELAY_MS} ms apart, ideal "
          f"{(FRAMES - 1) * DELAY_MS / 1000:.3f} s; medians over the rounds:")
    for name, rounds in ended.items():
        shown = ", ".join(
            f"{label} {statistics.median(at(taken, share) for taken in rounds):.3f}"
            for label, share in (("p50", 0.5), ("p99", 0.99), ("last", 1.0)))
        print(f"    {name}: {shown}")
    return 0 if all(found[name] <= limit for name, limit in LIMITS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
