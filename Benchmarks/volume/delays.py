# SPDX-License-Identifier: Apache-2.0
"""What a healthy client waited for in each phase, and how much of it is the gateway's doing."""

import bisect
import os
import statistics
from dataclasses import dataclass

# The allowed 99th percentile in storms, in those of quiet phases, without what controls add.
MOST = 2.0
KINDS = ("quiet", "control", "storm")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


@dataclass
class Processors:
    """Seconds that a process's event loops ran, and that they were ready to run but had no processor."""

    ran: float = 0
    waited: float = 0
    lasted: float = 0

    @staticmethod
    def of(pid: int, now: float) -> "Processors":
        found = Processors(lasted=now)
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/comm") as f:
                if not f.read().startswith("NIO-ELT"):
                    continue
            with open(f"/proc/{pid}/task/{thread}/schedstat") as f:
                ran, waited = f.read().split()[:2]
            found.ran += int(ran) / 1e9
            found.waited += int(waited) / 1e9
        return found

    def add(self, before: "Processors", after: "Processors") -> None:
        self.ran += after.ran - before.ran
        self.waited += after.waited - before.waited
        self.lasted += after.lasted - before.lasted


class Stalls:
    """Spans of time, merged and in order."""

    def __init__(self, spans: list[list[float]]):
        self.begins, self.ends = [], []
        for begin, end in sorted(spans):
            if self.ends and begin <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.begins.append(begin)
                self.ends.append(end)

    def meets(self, begin: float, end: float) -> bool:
        place = bisect.bisect_left(self.ends, begin)
        return place < len(self.begins) and self.begins[place] <= end


class Delays:
    """The delays of all phases: `quiet-0`, `control-0`, `storm-0` and so on.

    Requests during which the machine stood still say nothing of the gateway and are left out, in every phase.
    """

    def __init__(self, moments: dict[str, dict[str, list[list[float]]]], stalls: list[list[float]] | None,
                 processors: dict[str, Processors]):
        self.processors, self.is_watched = processors, stalls is not None
        self.rounds = sum(name.startswith("storm") for name in moments)
        self.phases: dict[str, dict[str, list[float]]] = {}
        self.left_out: dict[str, list[int]] = {}
        stood = Stalls(stalls or [])
        for name, sorts in moments.items():
            if name.startswith("warm"):
                continue
            count = self.left_out.setdefault(name.split("-")[0], [0, 0])
            kept = self.phases[name] = {}
            for sort, spans in sorts.items():
                kept[sort] = [ended - begun for begun, ended in spans if not stood.meets(begun, ended)]
                count[0] += len(spans) - len(kept[sort])
                count[1] += len(spans)
        self.has_controls = "control-0" in self.phases

    def values(self, kind: str, number: int, sort: str | None = None) -> list[float]:
        found = self.phases[f"{kind}-{number}"]
        return found.get(sort, []) if sort else [value for values in found.values() for value in values]

    def at(self, kind: str, share: float, sort: str | None = None) -> list[float]:
        """The percentile of each round."""
        return [percentile(self.values(kind, number, sort), share) for number in range(self.rounds)]

    def print(self) -> None:
        """Milliseconds and processors of each kind of phase; medians of the rounds."""
        for kind in KINDS:
            if f"{kind}-0" not in self.phases:
                continue
            shares = "/".join(f"{statistics.median(self.at(kind, share)) * 1000:.2f}" for share in (0.5, 0.99, 0.999))
            sorts = ", ".join(f"{sort} {statistics.median(self.at(kind, 0.99, sort)) * 1000:.2f}"
                              for sort in sorted(self.phases[f"{kind}-0"]))
            loops = self.processors[kind]
            out, total = self.left_out[kind]
            print(f"  {kind}: p50/p99/p99.9 {shares} ms; p99 of {sorts}; the event loops ran {loops.ran / loops.lasted:.1%} "
                  f"of the time and waited for a processor {loops.waited / loops.lasted:.1%}; "
                  + (f"{out} of {total} left out, the machine stood still" if self.is_watched else
                     "nobody watched whether the machine stood still: that takes real-time priority"))

    def check(self) -> tuple[str, str, bool]:
        """Each storm is compared with the phases before it; the median of the rounds forgives what else the machine did in
        one of them. What the storm adds beyond its control is the gateway's."""
        quiet, storm = self.at("quiet", 0.99), self.at("storm", 0.99)
        raw = [s / q for s, q in zip(storm, quiet)]
        spread = f"{statistics.median(raw):.2f} times that of the quiet phases (rounds {min(raw):.2f} to {max(raw):.2f})"
        if not self.has_controls:
            return "healthy delay", f"p99 {spread}", statistics.median(raw) <= MOST
        control = self.at("control", 0.99)
        machine = [c / q for c, q in zip(control, quiet)]
        own = [1 + (s - c) / q for s, c, q in zip(storm, control, quiet)]
        return ("healthy delay", f"p99 {spread}, controls {statistics.median(machine):.2f} ({min(machine):.2f} to "
                f"{max(machine):.2f}), without what controls add {statistics.median(own):.2f} ({min(own):.2f} to {max(own):.2f})",
                statistics.median(own) <= MOST)
