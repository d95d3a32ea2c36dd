# SPDX-License-Identifier: Apache-2.0
"""The process that makes the faults: `run N` on standard input makes N of them, `end` prints what was found."""

import argparse
import asyncio
import gc
import json
import os
import random
import sys
import time

import client_faults
import provider_faults
import smuggling
from kind import Context, Kind

# Faults under way at once: enough for all that take seconds.
AT_ONCE = 1200


def all_kinds() -> list[Kind]:
    return provider_faults.kinds() + provider_faults.leaves() + client_faults.kinds() + smuggling.kinds()


class Storm:
    def __init__(self, context: Context, rate: float, only: str):
        self.context, self.rate = context, rate
        self.kinds = [kind for kind in all_kinds() if only in kind.name]
        self.weights = [kind.weight for kind in self.kinds]
        self.wrong: list[str] = []
        self.counts = {"done": 0, "wrong": 0}
        # Every kind comes at least once, however rare it is.
        self.first = list(self.kinds)

    async def one(self, kind: Kind) -> None:
        try:
            outcome = await kind.run(self.context)
        except (OSError, TimeoutError, asyncio.TimeoutError) as error:
            outcome = f"{type(error).__name__} {error}".strip()
        kind.outcomes[outcome] += 1
        self.counts["done"] += 1
        if not kind.is_right(outcome):
            self.counts["wrong"] += 1
            if len(self.wrong) < 100:
                self.wrong.append(f"{kind.name}: {outcome}")

    async def run(self, count: int) -> None:
        under_way: set[asyncio.Task] = set()
        due = time.monotonic()
        for _ in range(count):
            kind = self.first.pop() if self.first else random.choices(self.kinds, self.weights)[0]
            while len(under_way) >= AT_ONCE:
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            task = asyncio.create_task(self.one(kind))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            due = max(due + 1 / self.rate, time.monotonic() - 0.25)
            if (wait := due - time.monotonic()) > 0.002:
                await asyncio.sleep(wait)
        if under_way:
            await asyncio.wait(under_way)
        # None of the connections lives on between storms: the gateway must be able to forget them all.
        self.context.close()
        gc.collect()

    def report(self) -> dict:
        return {
            "counts": self.counts, "wrong": self.wrong, "again": dict(self.context.asked_again),
            "findings": self.context.findings,
            "kinds": [{"name": k.name, "outcomes": dict(k.outcomes), "allowed": sorted(k.allowed)} for k in self.kinds],
        }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("provider_port", type=int)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--again", type=float, default=0.05, help="the share of faulted prompts that are asked again")
    parser.add_argument("--only", default="", help="only the kinds whose name holds this")
    arguments = parser.parse_args()
    # The storm stands for other machines: it shall not win processor time from the gateway.
    os.nice(19)
    storm = Storm(Context(arguments.port, arguments.provider_port, arguments.again), arguments.rate, arguments.only)
    loop = asyncio.get_running_loop()
    while True:
        line = (await loop.run_in_executor(None, sys.stdin.readline)).split()
        if not line or line[0] == "end":
            break
        await storm.run(int(line[1]))
        print(json.dumps(storm.counts), flush=True)
    print(json.dumps(storm.report()), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
