# SPDX-License-Identifier: Apache-2.0
"""What a fault is made of, and what faults share."""

import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from wire import Wire, ask


class Context:
    """What the faults of one run share: connections, nonces, findings."""

    def __init__(self, port: int, provider_port: int, again: float):
        self.port, self.provider_port, self.again = port, provider_port, again
        self.salt = f"{random.getrandbits(48):012x}"
        self.number = 0
        self.pool: list[Wire] = []
        self.large_until = 0.0
        self.findings: list[str] = []
        self.asked_again = Counter[str]()

    def nonce(self) -> str:
        self.number += 1
        return f"nonce-{self.salt}-{self.number}-"

    async def open(self, receive_buffer: int | None = None) -> Wire:
        return await Wire(self.port).open(receive_buffer)

    def kept(self) -> Wire | None:
        """A connection that served others before, most of the time."""
        return self.pool.pop() if self.pool and random.random() < 0.7 else None

    def keep(self, wire: Wire) -> None:
        if len(self.pool) < 64:
            self.pool.append(wire)
        else:
            wire.close()

    def found(self, what: str) -> None:
        self.asked_again["wrong"] += 1
        if len(self.findings) < 50:
            self.findings.append(what)

    async def ask_again(self, prompt: str, nonce: str, stream: bool, first: str) -> None:
        """Asks a sample of the faulted prompts again, without the fault.

        The answer must be whole, word for word what the provider says to this prompt, from the provider unless `first`
        allows otherwise, and from the cache when asked once more.
        """
        if random.random() >= self.again:
            return
        self.asked_again["asked"] += 1
        truth = await self.ask_provider(prompt)
        wire = await self.open()
        for wanted in (first, "l1a"):
            await wire.send(ask(prompt, stream))
            answer = await wire.answer()
            if answer.outcome != "200" or answer.text != truth or nonce.encode() not in answer.text:
                self.found(f"asked again after a fault: {answer.outcome} {answer.body[:200]!r} for {prompt}")
            elif wanted != "any" and answer.layer != wanted:
                self.found(f"asked again after a fault: layer {answer.layer}, not {wanted}, for {prompt}")
        wire.close()

    async def ask_provider(self, prompt: str) -> bytes:
        """The text that the provider answers with when asked directly."""
        wire = await Wire(self.provider_port).open()
        await wire.send(ask(prompt))
        answer = await wire.answer()
        wire.close()
        return answer.text

    def close(self) -> None:
        for wire in self.pool:
            wire.close()
        self.pool.clear()


@dataclass
class Kind:
    """One kind of fault: how often it comes, what it does, and the outcomes that are right."""

    name: str
    weight: float
    run: Callable[[Context], Awaitable[str]]
    allowed: set[str]
    outcomes: Counter = field(default_factory=Counter)

    def is_right(self, outcome: str) -> bool:
        return outcome in self.allowed


def statuses(data: bytes | None) -> str:
    """The statuses of all answers in the bytes that came until the connection closed."""
    if data is None:
        return "open"
    found = re.findall(rb"HTTP/1\.1 (\d\d\d) ", data)
    return "+".join(status.decode() for status in found) or "closed"
