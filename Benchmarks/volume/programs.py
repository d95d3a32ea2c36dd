# SPDX-License-Identifier: Apache-2.0
"""Starts the gateway and the fake provider, and watches a process from outside."""

import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "compare"))

import servers  # noqa: E402

GATEWAY_KEY = servers.GATEWAY_KEY
# The release build of `make build`; `ISARTOR` names another one, as for scripts/bench.sh.
BINARY = os.environ.get("ISARTOR") or HERE.parents[1] / ".build" / "release" / "isartor"

DATABASE = "isartor.db"
# The writer's, the checkpointer's and four readers' two files each, and the index of the log that all of them share.
DATABASE_LIMIT = 13


def more_descriptors() -> int:
    """Raises this process's limit of open files (and so its children's) as far as it goes."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def prioritise(niceness: int) -> None:
    """Sets the niceness of this process and all that it starts, above or below what else the machine does.

    Where the kernel shares processors between sessions first, the session needs it too.
    """
    if niceness == 0:
        return
    os.setpriority(os.PRIO_PROCESS, 0, niceness)
    try:
        os.setsid()
    except OSError:
        # Already the first of its session.
        pass
    try:
        with open("/proc/self/autogroup", "w") as f:
            f.write(str(niceness))
    except OSError:
        # A kernel without groups: the niceness alone decides.
        pass


def provider(binary: str, cpus: str, *options: str) -> servers.Server:
    """The fake provider; without `--bare` it misbehaves on demand."""
    port = servers.free_port()
    return servers.Server("upstream", [binary, "bench", "upstream", "--port", str(port), *options], port, cpus)


def gateway(binary: str, upstream_port: int, cpus: str, **settings: str) -> servers.Server:
    """The gateway with two event loops, authentication and metrics on, and the exact cache."""
    settings = {"ISARTOR__EVENT_LOOPS": "2", "ISARTOR__LOG_LEVEL": "error", **settings}
    return servers.isartor(binary, upstream_port, cpus, **settings)


def proportional(pid: int) -> dict[str, int]:
    """The kernel's exact account of a process's memory, in KiB."""
    found = {}
    with open(f"/proc/{pid}/smaps_rollup") as f:
        for line in f:
            parts = line.split()
            if len(parts) == 3 and parts[2] == "kB":
                found[parts[0].rstrip(":")] = int(parts[1])
    return found


def resident_mb(pid: int) -> float:
    return proportional(pid)["Rss"] / 1024


def open_files(pid: int) -> Counter[str]:
    """What the descriptors stand for.

    Less the kept answers' files: how many of these there are depends on what is kept. The state database's files are counted
    under `DATABASE`: it opens another connection when two readers want one, never more than `DATABASE_LIMIT` files in all.
    """
    found: Counter[str] = Counter()
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            name = os.readlink(f"/proc/{pid}/fd/{number}")
        except OSError:
            # It was closed meanwhile.
            continue
        if "/answers/" in name:
            continue
        base = os.path.basename(name)
        found["socket" if name.startswith("socket:") else DATABASE if base.startswith(DATABASE) else base] += 1
    return found


def database_check(files: Counter[str]) -> tuple[str, str, bool]:
    return ("database", f"{files[DATABASE]} files, at most {DATABASE_LIMIT}", 0 < files[DATABASE] <= DATABASE_LIMIT)


def others(files: Counter[str]) -> int:
    """How many descriptors stand for something else than the state database."""
    return files.total() - files[DATABASE]


def descriptors(pid: int) -> int:
    return others(open_files(pid))


def is_alive(server: servers.Server) -> bool:
    return server.process.poll() is None


def gauges(port: int) -> dict[str, float]:
    """All samples of the metrics page; the key is the name with its labels."""
    samples = {}
    for line in servers.get(port, "/metrics").splitlines():
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            samples[name] = float(value)
    return samples


def settle(condition, seconds: float) -> bool:
    """Waits until the condition holds; false if it does not within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.25)
    return condition()
