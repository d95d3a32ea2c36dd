# SPDX-License-Identifier: Apache-2.0
"""Keeps paced streams open for minutes and looks whether memory, descriptors or throughput drift."""

import argparse
import statistics
import sys
import time

import fit
import programs
from streams import Crowd

# Growth that a fit may show without being called a leak: one step of the allocator.
LEAST_GROWTH_MB = 1.0
# Throughput of the last third against that of the first.
STEADY = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=30)
    parser.add_argument("--binary", default=str(programs.BINARY))
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--cpus", default="0-1", help="the processors that all three programs share")
    parser.add_argument("--samples", help="a file to write every sample to")
    arguments = parser.parse_args()
    programs.more_descriptors()

    upstream = programs.provider(arguments.binary, arguments.cpus)
    # A small cache, full within seconds, so that it does not look like a leak.
    gateway = programs.gateway(
        arguments.binary, upstream.port, arguments.cpus, ISARTOR__CACHE_MAX_CAPACITY="200")
    try:
        return soak(arguments, gateway, upstream)
    finally:
        gateway.stop()
        upstream.stop()


def soak(arguments, gateway, upstream) -> int:
    pid, seconds = gateway.process.pid, arguments.minutes * 60
    warm = min(300.0, seconds / 5)
    every = max(1.0, min(5.0, seconds / 240))
    idle_mb, idle_files = programs.resident_mb(pid), programs.open_files(pid)
    print(f"{arguments.streams} streams of {arguments.frames} frames for {arguments.minutes:g} minutes; "
          f"idle: {idle_mb:.1f} MB, {programs.others(idle_files)} descriptors and {idle_files[programs.DATABASE]} of the "
          "database", flush=True)
    start = time.monotonic()
    crowd = Crowd(gateway.port, arguments.streams, arguments.frames, (5, 20))
    samples, state = [], {"due": start, "spoke": start}

    def look(now: float) -> None:
        if now < state["due"]:
            return
        state["due"] += every
        if not programs.is_alive(gateway):
            raise SystemExit(f"the gateway ended with {gateway.process.returncode}; its log: "
                             + open(gateway.log.name, errors="replace").read()[-2000:])
        memory = programs.proportional(pid)
        samples.append((now - start, memory["Rss"] / 1024, memory["Anonymous"] / 1024, programs.descriptors(pid),
                        crowd.counts["whole"], crowd.counts["failed"]))
        if now - state["spoke"] >= 60:
            state["spoke"] = now
            print(f"{(now - start) / 60:5.1f} min  {samples[-1][1]:7.2f} MB  {samples[-1][3]} descriptors  "
                  f"{dict(crowd.counts)}", flush=True)

    crowd.run(start + seconds, look)
    took = time.monotonic() - start
    cpu = gateway.cpu_seconds()
    crowd.close()
    gone = programs.settle(
        lambda: programs.gauges(gateway.port)["isartor_client_connections"] <= 1
        and programs.gauges(gateway.port)["isartor_upstream_connections"] == 0, 60)
    after = programs.gauges(gateway.port)
    programs.settle(lambda: programs.descriptors(pid) <= programs.others(idle_files), 10)
    if arguments.samples:
        with open(arguments.samples, "w") as f:
            f.write("seconds\trss_mb\tanonymous_mb\tdescriptors\twhole\tfailed\n")
            f.writelines("\t".join(f"{value:g}" for value in sample) + "\n" for sample in samples)
    return report(arguments, crowd, samples, warm, took, cpu, after, gone,
                  (idle_files, programs.open_files(pid)), programs.resident_mb(pid),
                  programs.resident_mb(upstream.process.pid))


def report(arguments, crowd, samples, warm, took, cpu, after, gone, descriptors, left_mb, upstream_mb) -> int:
    fitted = [s for s in samples if s[0] >= warm]
    if len(fitted) < 4:
        print("too short for a fit")
        return 1
    line = fit.line([s[0] / 3600 for s in fitted], [s[1] for s in fitted])
    third = len(fitted) // 3
    before, behind = descriptors
    first = rate(fitted[0], fitted[third])
    last = rate(fitted[-third - 1], fitted[-1])
    minutes = per_minute(fitted)
    whole = crowd.counts["whole"]
    per_stream = line.slope / (whole / took * 3600) * 1e6
    checks = [
        ("memory slope", f"{line.slope:+.3f} ± {line.margin:.3f} MB/h (95 %), {line.growth:+.2f} MB over the fit, "
         f"noise {line.noise:.2f} MB, {per_stream:+.2f} bytes a stream", line.is_flat(LEAST_GROWTH_MB)),
        ("errors", f"{crowd.counts['failed']} of {whole} streams", crowd.counts["failed"] == 0 and whole > 0),
        ("throughput", f"first third {first:.1f}/s, last third {last:.1f}/s; minutes {min(minutes):.1f} to "
         f"{max(minutes):.1f}/s" if minutes else f"{first:.1f}/s, {last:.1f}/s", last >= STEADY * first),
        ("in flight afterwards", f"{after['isartor_requests_in_flight']:g} (the question itself is 1)",
         after["isartor_requests_in_flight"] <= 1),
        ("connections afterwards", f"{after['isartor_client_connections']:g} client, "
         f"{after['isartor_upstream_connections']:g} upstream", gone),
        ("descriptors", f"{programs.others(before)} before, {max(s[3] for s in samples)} at most, {programs.others(behind)} "
         f"afterwards; new: {dict(behind - before)}", programs.others(behind) <= programs.others(before)),
        programs.database_check(behind),
    ]
    memory = [s[1] for s in fitted]
    print(f"\nsoak of {took / 60:.1f} minutes: {dict(crowd.counts)}")
    print(f"memory {min(memory):.1f} to {max(memory):.1f} MB, median {statistics.median(memory):.1f}; "
          f"{left_mb:.1f} MB when idle again; fake provider {upstream_mb:.0f} MB; gateway CPU {cpu / took:.1%} of a core "
          f"({cpu / (whole * arguments.frames) * 1e6:.1f} µs a frame)")
    for name, value, holds in checks:
        print(f"  {'ok  ' if holds else 'FAIL'} {name}: {value}")
    for failure in crowd.failures:
        print(f"  failure: {failure}")
    return 0 if all(holds for _, _, holds in checks) else 1


def rate(a, b) -> float:
    return (b[4] - a[4]) / (b[0] - a[0]) if b[0] > a[0] else 0.0


def per_minute(samples) -> list[float]:
    rates, begun = [], samples[0]
    for sample in samples:
        if sample[0] - begun[0] >= 60:
            rates.append(rate(begun, sample))
            begun = sample
    return rates


if __name__ == "__main__":
    sys.exit(main())
