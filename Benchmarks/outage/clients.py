# SPDX-License-Identifier: Apache-2.0
"""Many clients in a closed loop: most ask the gateway, some the fallback directly, for comparison.

Starts to ask at once. `pause` on standard input lets all finish what they ask and wait, `go` sends them on, `end` writes
what became of every question to the file that was named. Half of the clients want JSON; of the streams every other one is
in the format of messages, the rest, like the JSON, in that of chat completions.
"""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "volume"))

from wire import CONTENT, MODEL, Answer, Wire, body, head  # noqa: E402

TEXT_DELTA = re.compile(rb'"delta":\{"type":"text_delta","text":"((?:[^"\\]|\\.)*)"')
FORMS = ("json", "chat", "json", "messages")


def question(form: str, prompt: str) -> bytes:
    if form != "messages":
        data = body(prompt, stream=form == "chat")
        return head(len(data)) + data
    data = json.dumps({"model": MODEL, "stream": True, "max_tokens": 512,
                       "messages": [{"role": "user", "content": prompt}]}).encode()
    return head(len(data), path="/v1/messages", more="anthropic-version: 2023-06-01\r\n") + data


def outcome(form: str, answer: Answer, nonce: bytes) -> str:
    """`ok`, `error` (told in the client's own format) or what else went wrong, which nothing may."""
    if answer.end != "whole":
        return f"{answer.status}+{answer.end}"
    if answer.status != 200:
        return "error" if b'"error":' in answer.body else f"{answer.status} without an error"
    if form == "json":
        whole, failed, said = True, b'{"error":' in answer.body[:12], answer.text
    elif form == "chat":
        whole, failed = answer.body.endswith(b"data: [DONE]\n\n"), b'data: {"error":' in answer.body
        said = b"".join(CONTENT.findall(answer.body))
    else:
        whole, failed = b"event: message_stop\n" in answer.body, b"event: error\n" in answer.body
        said = b"".join(TEXT_DELTA.findall(answer.body))
    if failed:
        return "error"
    if not whole:
        return "truncated"
    return "ok" if nonce in said else "another's answer"


class Crowd:
    def __init__(self, think: float):
        self.think, self.salt, self.number = think, f"{random.getrandbits(48):012x}", 0
        self.may_ask, self.busy, self.ended = asyncio.Event(), 0, False
        self.log: list[tuple] = []

    async def client(self, whom: str, port: int, form: str) -> None:
        await asyncio.sleep(random.random() * self.think * 2)
        wire: Wire | None = None
        while not self.ended:
            await self.may_ask.wait()
            self.busy += 1
            self.number += 1
            nonce = f"{whom}-{self.salt}-{self.number}-"
            begun = time.monotonic()
            try:
                if wire is None:
                    wire = await Wire(port).open()
                await wire.send(question(form, f"{nonce} who keeps the gate?"))
                answer = await wire.answer(30)
            except OSError as error:
                answer = Answer(f"not connected: {error}")
            ended = time.monotonic()
            found = outcome(form, answer, nonce.encode())
            if wire is not None and wire.held:
                found = "answered twice"
            self.log.append((begun, ended, whom, form, found, answer.fields.get("x-isartor-provider", ""),
                             answer.fields.get("x-isartor-attempts", ""),
                             "" if found in ("ok", "error") else f"{nonce}: {answer.body[-300:]!r}"))
            if answer.end != "whole" or answer.fields.get("connection") == "close" or wire.held:
                if wire is not None:
                    wire.close()
                wire = None
            self.busy -= 1
            await asyncio.sleep(random.uniform(0.5, 1.5) * self.think)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gateway", type=int)
    parser.add_argument("fallback", type=int)
    parser.add_argument("log")
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--direct", type=int, required=True)
    parser.add_argument("--think", type=float, required=True)
    arguments = parser.parse_args()
    # Who measures shall not take the processor from what is measured.
    os.nice(5)
    crowd = Crowd(arguments.think)
    tasks = [asyncio.create_task(crowd.client("gateway", arguments.gateway, FORMS[n % 4]))
             for n in range(arguments.clients)]
    tasks += [asyncio.create_task(crowd.client("direct", arguments.fallback, FORMS[n % 4]))
              for n in range(arguments.direct)]
    loop = asyncio.get_running_loop()
    while True:
        word = (await loop.run_in_executor(None, sys.stdin.readline)).strip()
        if word == "go":
            crowd.may_ask.set()
        elif word == "pause":
            crowd.may_ask.clear()
            while crowd.busy:
                await asyncio.sleep(0.02)
            print("paused", flush=True)
        else:
            break
    crowd.ended = True
    for task in tasks:
        task.cancel()
    with open(arguments.log, "w") as f:
        json.dump(crowd.log, f)
    print("written", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
