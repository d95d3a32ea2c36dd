# SPDX-License-Identifier: Apache-2.0
"""When the machine itself stood still: one watcher a processor that sleeps a millisecond at a time.

A watcher runs with real-time priority, before every program that is measured. Where it wakes late it was not they who held
the processor, but the hypervisor that shares it with other machines or was slow to wake it. Until standard input ends; then
the moments are printed, as pairs of seconds of the monotonic clock. Without the right to such priority nothing is watched.
"""

import json
import os
import select
import sys
import time

EVERY = 0.001
# A watcher that is later than this was kept waiting.
LATE = 0.001


def watch(processor: int, output: int) -> None:
    os.sched_setaffinity(0, {processor})
    found = []
    before = time.monotonic()
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        now = time.monotonic()
        if now - before > EVERY + LATE:
            found.append((before, now))
        before = now
    with os.fdopen(output, "w") as f:
        json.dump(found, f)


def main() -> None:
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    except PermissionError:
        print("null", flush=True)
        return
    print("ready", flush=True)
    readers = []
    for processor in sorted(os.sched_getaffinity(0)):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            watch(processor, writer)
            os._exit(0)
        os.close(writer)
        readers.append(os.fdopen(reader))
    found = [moment for reader in readers for moment in json.load(reader)]
    print(json.dumps(sorted(found)), flush=True)


if __name__ == "__main__":
    main()
