# SPDX-License-Identifier: Apache-2.0
"""Measures the gateway side by side with nginx and others, in one run, on loopback.

Every program runs on one processor, the load (wrk) and the fake provider on the other. Each scenario is measured in
interleaved rounds (A B A B ...), and what is quoted is the ratio of the medians of CPU time a request, which is far less
sensitive to a noisy machine than latency is.
"""

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import servers

HERE = Path(__file__).parent
SERVER_CPU, LOAD_CPU = 0, 1


def wrk(port: int, seconds: int, connections: int, mode: str, keys: int, salt: str, target: list[str]) -> dict:
    output = subprocess.run(
        ["taskset", "-c", str(LOAD_CPU), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s",
         "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{port}", "--", mode, str(keys), salt, *target],
        capture_output=True, text=True, check=True).stdout
    match = re.search(r"RESULT requests=(\d+) duration_us=(\d+) p50=(\d+) p99=(\d+) errors=(\d+)", output)
    if not match:
        raise RuntimeError(output)
    requests, duration, p50, p99, errors = map(int, match.groups())
    if errors:
        raise RuntimeError(f"{errors} errors:\n{output}")
    return {"requests": requests, "seconds": duration / 1e6, "p50_ms": p50 / 1000, "p99_ms": p99 / 1000}


def measure(server: servers.Server, seconds: int, connections: int, mode: str, keys: int, salt: str) -> dict:
    before = server.cpu_seconds()
    result = wrk(server.port, seconds, connections, mode, keys, salt, server.target)
    result["cpu_us"] = (server.cpu_seconds() - before) * 1e6 / result["requests"]
    result["per_second"] = result["requests"] / result["seconds"]
    return result


def rounds(targets: list, count: int, warm) -> dict:
    """Runs each target in turn, `count` times; a target is (name, function of the round's number)."""
    results = {name: [] for name, _ in targets}
    warm()
    for number in range(count):
        for name, run in targets:
            results[name].append(run(number))
    return results


def middle(results: list, key: str) -> float:
    return statistics.median(r[key] for r in results)


def spread(results: list, key: str) -> str:
    values = sorted(r[key] for r in results)
    return f"{values[0]:.1f}–{values[-1]:.1f}"


def scenario_hits(context, mode: str, title: str, limit: float, goal: float | None) -> dict:
    gateway, static = context["isartor"], context["static"]
    salt, keys = f"h{int(time.time())}", context["keys"]

    def warm():
        # Every body once, so that all that is measured is a hit.
        wrk(gateway.port, 3, 32, "repeat", keys, salt, [])
        measure(static, 1, 32, "repeat", keys, salt)

    results = rounds(
        [("nginx return 200", lambda n: measure(static, context["seconds"], 32, "repeat" if mode == "repeat" else mode, keys, salt)),
         ("isartor", lambda n: measure(gateway, context["seconds"], 32, mode, keys, salt))], context["rounds"], warm)
    return summary(title, results, "nginx return 200", limit, goal)


def scenario_pass(context) -> dict:
    targets = [("nginx proxy", context["proxy"]), ("isartor", context["isartor"])]
    for name in ("haproxy", "tensorzero"):
        if context.get(name):
            targets.append((name, context[name]))
    stamp = int(time.time())
    results = rounds(
        [(name, lambda n, s=server, name=name: measure(s, context["seconds"], 16, "fresh", 0, f"p{stamp}-{n}-{name[:2]}"))
         for name, server in targets], context["rounds"], lambda: None)
    row = summary("pass-through, 1 KB JSON, 16 connections", results, "nginx proxy", 2.5, 2.0)
    if "tensorzero" in results:
        row["times_tensorzero"] = round(middle(results["tensorzero"], "cpu_us") / middle(results["isartor"], "cpu_us"), 1)
    return row


def scenario_stream(context) -> dict:
    frames = 200
    targets = [("nginx proxy", context["proxy"]), ("isartor", context["isartor"])]
    stamp = int(time.time())

    def run(server, n, name):
        result = measure(server, context["seconds"], 16, "stream", 0, f"s{stamp}-{n}-{name[:2]}")
        result["cpu_us"] /= frames
        return result

    results = rounds([(name, lambda n, s=server, name=name: run(s, n, name)) for name, server in targets],
                     context["rounds"], lambda: None)
    row = summary("SSE, 200 frames of 64 B, no delay: µs CPU a frame", results, "nginx proxy", None, None)
    row["absolute_limit"] = 5.0
    return row


def scenario_first_byte(context) -> dict:
    targets = [("nginx proxy", context["proxy"]), ("isartor", context["isartor"])]
    stamp = int(time.time())
    results = rounds(
        [(name, lambda n, s=server, name=name: measure(s, context["seconds"], 1, "fresh", 0, f"f{stamp}-{n}-{name[:2]}"))
         for name, server in targets], context["rounds"], lambda: None)
    row = summary("pass-through, one connection: p50 latency", results, "nginx proxy", None, None)
    row["added_p50_ms"] = middle(results["isartor"], "p50_ms") - middle(results["nginx proxy"], "p50_ms")
    return row


def summary(title: str, results: dict, reference: str, limit, goal) -> dict:
    row = {"title": title, "reference": reference, "limit": limit, "goal": goal, "programs": {}}
    for name, values in results.items():
        pairs = [v["cpu_us"] / r["cpu_us"] for v, r in zip(values, results[reference])]
        row["programs"][name] = {
            "cpu_us": round(middle(values, "cpu_us"), 2), "cpu_us_spread": spread(values, "cpu_us"),
            "per_second": round(middle(values, "per_second")), "p50_ms": round(middle(values, "p50_ms"), 3),
            "p99_ms": round(middle(values, "p99_ms"), 3), "ratio": round(statistics.median(pairs), 2),
            "ratio_spread": f"{min(pairs):.2f}–{max(pairs):.2f}",
        }
    return row


def show(row: dict) -> None:
    print(f"\n{row['title']}   (ratio to {row['reference']}, by pairs of one round)")
    print(f"  {'':18}{'CPU µs':>9}{'min–max':>14}{'ratio':>8}{'min–max':>13}{'req/s':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for name, p in row["programs"].items():
        print(f"  {name:18}{p['cpu_us']:>9}{p['cpu_us_spread']:>14}{p['ratio']:>8}{p['ratio_spread']:>13}"
              f"{p['per_second']:>10}{p['p50_ms']:>9}{p['p99_ms']:>9}")
    own = row["programs"]["isartor"]
    if row.get("limit"):
        print(f"  limit {row['limit']}, goal {row['goal']}: {'held' if own['ratio'] <= row['limit'] else 'NOT HELD'}")
    if row.get("absolute_limit"):
        print(f"  limit {row['absolute_limit']} µs: {'held' if own['cpu_us'] <= row['absolute_limit'] else 'NOT HELD'}")
    if "times_tensorzero" in row:
        times = row["times_tensorzero"]
        print(f"  requests per CPU-second: {times} × TensorZero's, limit 3: {'held' if times >= 3 else 'NOT HELD'}")
    if "added_p50_ms" in row:
        print(f"  added p50 {row['added_p50_ms']:.3f} ms, limit 0.25: {'held' if row['added_p50_ms'] <= 0.25 else 'NOT HELD'}")


def write_markdown(path: Path, facts: dict, rows: dict, options) -> None:
    """Replaces what stands between the file's two markers with this run's figures."""
    lines = [f"Measured on {facts['date']}: {facts['cpu']}, Linux {facts['kernel']}, one processor for the server and one for "
             f"the load, {options.rounds} interleaved rounds of {options.seconds} s.", ""]
    for row in rows.values():
        lines += [f"**{row['title']}**", "",
                  "| | CPU µs | min–max | ratio | min–max | requests/s | p50 ms | p99 ms |",
                  "| --- | --- | --- | --- | --- | --- | --- | --- |"]
        for name, p in row["programs"].items():
            lines.append(f"| {name} | {p['cpu_us']} | {p['cpu_us_spread']} | {p['ratio']} | {p['ratio_spread']} | "
                         f"{p['per_second']:,} | {p['p50_ms']} | {p['p99_ms']} |")
        notes = []
        if row.get("limit"):
            notes.append(f"Limit {row['limit']} ×" + (f", goal {row['goal']} ×." if row.get("goal") else "."))
        if row.get("absolute_limit"):
            notes.append(f"Limit {row['absolute_limit']:g} µs a frame.")
        if "added_p50_ms" in row:
            notes.append(f"Added to nginx's p50: {row['added_p50_ms']:.3f} ms; limit 0.25 ms.")
        if "times_tensorzero" in row:
            notes.append(f"Requests per CPU-second: {row['times_tensorzero']} times TensorZero's; limit 3.")
        lines += ["", *notes, ""]
    begin, end = "<!-- figures -->", "<!-- end of figures -->"
    text = path.read_text()
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.write_text(head + begin + "\n\n" + "\n".join(lines) + end + tail)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the isartor program, built for release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--keys", type=int, default=10000)
    parser.add_argument("--only", default="", help="comma-separated: hits, ignored, pass, stream, first")
    parser.add_argument("--tensorzero", help="a python that has the tensorzero package, to compare with its gateway")
    parser.add_argument("--json", help="write the results there")
    parser.add_argument("--write", help="put the table into this Markdown file, between its markers")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    upstream = servers.upstream(binary, LOAD_CPU, "frames=200 frame-bytes=64")
    sample = "x" * 1030
    context = {
        "rounds": options.rounds, "seconds": options.seconds, "keys": options.keys,
        "static": servers.nginx("static", 0, sample, SERVER_CPU),
        "proxy": servers.nginx("proxy", upstream.port, "", SERVER_CPU),
        "isartor": servers.isartor(binary, upstream.port, SERVER_CPU),
    }
    try:
        context["haproxy"] = servers.haproxy(upstream.port, SERVER_CPU)
    except (OSError, RuntimeError):
        context["haproxy"] = None
    context["tensorzero"] = None
    if options.tensorzero:
        context["tensorzero"] = servers.tensorzero(options.tensorzero, upstream.port, SERVER_CPU)
    started = [upstream, *[s for s in context.values() if isinstance(s, servers.Server)]]
    scenarios = {
        "hits": lambda: scenario_hits(context, "repeat", "exact hit, the same bytes again (fast lane)", 2.2, 1.8),
        "ignored": lambda: scenario_hits(context, "ignored", "exact hit, bytes differ in an ignored field", 2.9, None),
        "pass": lambda: scenario_pass(context),
        "stream": lambda: scenario_stream(context),
        "first": lambda: scenario_first_byte(context),
    }
    wanted = options.only.split(",") if options.only else list(scenarios)
    rows = {}
    try:
        print(f"isartor ready after {context['isartor'].ready_after * 1000:.0f} ms, "
              f"{context['isartor'].resident_mb():.1f} MB resident")
        for name in wanted:
            rows[name] = scenarios[name]()
            show(rows[name])
        print(f"\nisartor after the run: {context['isartor'].resident_mb():.1f} MB resident")
    finally:
        for server in started:
            server.stop()
    if options.write or options.json:
        cpu = next((l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
        facts = {"date": time.strftime("%Y-%m-%d", time.gmtime()), "cpu": cpu, "kernel": platform.release()}
    if options.json:
        Path(options.json).write_text(json.dumps({"machine": facts, "rows": rows}, indent=1, ensure_ascii=False))
    if options.write:
        write_markdown(Path(options.write), facts, rows, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
