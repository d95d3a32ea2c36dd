# SPDX-License-Identifier: Apache-2.0
"""One kind of outage, what is seen of it, and whether that keeps the promises."""

from collections import Counter
from dataclasses import dataclass, field

PRIMARY, FALLBACK = "openai", "groq"
LEAST_SUCCESS = 0.999
MOST_OVERHEAD_MS = 5.0
PROBE_SECONDS = 2
# What may pass beside the interval until the first question is answered: a question has to come, and to be answered.
GRACE_SECONDS = 0.5
BREAKER_FAILURES = 5
# What stands in X-Isartor-Attempts for a provider that was passed over.
NOT_ASKED = {"breaker_open", "keys_resting", "busy"}
# The breaker counts as open once so many questions in a row came and went without the primary.
QUIET_RUN = 20


@dataclass
class Ask:
    """One question of a client."""

    begun: float
    ended: float
    whom: str
    form: str
    outcome: str
    provider: str
    attempts: str
    detail: str

    @property
    def failed_at_primary(self) -> bool:
        tried = [attempt.partition("=") for attempt in self.attempts.split(", ")]
        return any(name == PRIMARY and word not in NOT_ASKED for name, _, word in tried) or self.outcome != "ok" and self.provider == PRIMARY


@dataclass
class Scenario:
    """An outage of the primary: directives that it follows, or its death."""

    name: str
    directives: dict | None
    #: Whether clients may see errors, since the stream had begun.
    may_fail: bool = False
    began: float = 0
    returned: float = 0
    ended: float = 0
    completed: list[Counter] = field(default_factory=list)


SCENARIOS = [
    Scenario("killed", None),
    Scenario("hung", {"fault": "stall-before"}),
    Scenario("slow, 3 s", {"first-byte-ms": 3000}),
    Scenario("500", {"fault": "status-500"}),
    Scenario("429, reset 2 s", {"fault": "status-429", "retry-after": 2}),
    # One delta only, and the cut is inside of it: nothing that a client can use has come.
    Scenario("cut before the first event", {"fault": "cut", "frames": 1}),
    Scenario("cut after the first event", {"fault": "cut", "frames": 10}, may_fail=True),
]


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def opened_at(asks: list[Ask]) -> float | None:
    """From when on the primary was left alone, judged by the questions in the order in which they came."""
    run, since = 0, None
    for ask in asks:
        if ask.failed_at_primary or ask.provider == PRIMARY:
            run, since = 0, None
            continue
        since = since or ask.begun
        run += 1
        if run == QUIET_RUN:
            return since
    return None


class Report:
    """What a scenario showed."""

    def __init__(self, scenario: Scenario, log: list[Ask]):
        self.scenario = scenario
        during = sorted((a for a in log if scenario.began <= a.begun < scenario.returned), key=lambda a: a.begun)
        asks = [a for a in during if a.whom == "gateway"]
        # What was under way when it began counts, too, but for streams that had begun: nobody can take those over.
        caught = [a for a in log if a.whom == "gateway" and a.begun < scenario.began <= a.ended]
        lost_streams = [a for a in caught if a.form != "json" and a.outcome == "error" and a.provider == PRIMARY]
        self.cut = len(lost_streams)
        caught = [a for a in caught if a not in lost_streams]
        after = [a for a in log if a.whom == "gateway" and scenario.returned <= a.begun < scenario.ended]
        self.asks = caught + asks
        self.outcomes = Counter(a.outcome for a in self.asks)
        self.after = Counter(a.outcome for a in after)
        self.bad = [a for a in self.asks + after if a.outcome not in ("ok", "error")]
        self.opened = opened_at(asks)
        begin = self.opened or scenario.returned
        failures = [a for a in self.asks if a.failed_at_primary]
        self.before_open = sum(a.begun < begin for a in failures)
        self.late = len(failures) - self.before_open
        self.delays = [(a.whom, a.form == "json", (a.ended - a.begun) * 1000) for a in during if a.begun >= begin]
        back = [a.ended for a in log if a.provider == PRIMARY and a.outcome == "ok" and a.whom == "gateway"
                and scenario.returned <= a.ended < scenario.ended]
        self.back_after = min(back) - scenario.returned if back else None
        last = [a for a in after if a.begun > scenario.ended - 3]
        self.primary_share = sum(a.provider == PRIMARY for a in last) / len(last) if last else 0
        primary, fallback = scenario.completed
        self.twice = sum((primary & fallback).values()) + sum(n - 1 for book in scenario.completed for n in book.values())

    @property
    def success(self) -> float:
        return self.outcomes["ok"] / max(1, sum(self.outcomes.values()))

    def delay(self, whom: str, is_json: bool, share: float) -> float:
        return percentile([d for w, j, d in self.delays if w == whom and j == is_json], share)

    def overhead(self, share: float) -> float:
        """What the gateway adds to the fallback's own delay: the larger figure of JSON and streams."""
        return max(self.delay("gateway", form, share) - self.delay("direct", form, share) for form in (True, False))

    def findings(self) -> list[str]:
        """What does not hold."""
        found = []
        if self.success < LEAST_SUCCESS and not self.scenario.may_fail:
            found.append(f"success {self.success:.3%}, at least {LEAST_SUCCESS:.1%} is promised")
        if self.bad:
            found.append(f"lost, truncated or wrong: {dict(Counter(a.outcome for a in self.bad))}")
        if self.after["error"]:
            found.append(f"{self.after['error']} errors after the primary's return")
        if self.twice:
            found.append(f"{self.twice} prompts completed twice")
        if self.opened is None:
            found.append("the primary was never left alone")
        if not self.overhead(0.99) <= MOST_OVERHEAD_MS:
            found.append(f"p99 overhead {self.overhead(0.99):.1f} ms, at most {MOST_OVERHEAD_MS:g} is promised")
        if self.back_after is None or self.back_after > PROBE_SECONDS + GRACE_SECONDS:
            found.append(f"first answer of the primary {self.back_after} s after its return")
        return found

    def row(self) -> list[str]:
        opened = f"{(self.opened - self.scenario.began) * 1000:.0f} ms" if self.opened else "never"
        back = f"{self.back_after:.2f} s" if self.back_after is not None else "never"
        return [
            self.scenario.name, f"{sum(self.outcomes.values())}", f"{self.success:.2%}", f"{self.outcomes['error']}", f"{self.cut}",
            f"{len(self.bad)}", f"{self.twice}", opened, f"{self.before_open} + {self.late}",
            *("/".join(f"{self.delay('direct', form, share):.0f}" for form in (True, False))
              + f" {self.overhead(share):+.1f}" for share in (0.5, 0.99)),
            back, f"{self.primary_share:.0%}",
        ]


HEADS = ["primary", "asked", "success", "errors", "cut", "lost", "twice", "left alone after", "failures + probes", "p50 ms", "p99 ms",
         "back after", "then primary"]
