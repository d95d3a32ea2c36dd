# SPDX-License-Identifier: Apache-2.0
"""Faults that the fake provider plays, and what a client may see of each."""

from kind import Context, Kind
from wire import Wire, ask

# fault, what a JSON request may end in, what a stream may end in, whether a whole answer comes all the same.
# A stream that fails ends with an error event in the client's format (200+error), or as a plain error before its head.
STATUSES = [400, 401, 404, 413, 429, 500, 503, 529]
FAULTS: list[tuple[str, set[str], set[str], bool, bool]] = [
    *[(f"status-{s}", {str(s)}, {str(s)}, False, False) for s in STATUSES],
    ("stall-before", {"504"}, {"504"}, False, False),
    ("stall-inside", {"504"}, {"200+error"}, False, False),
    ("cut", {"502"}, {"200+error"}, False, False),
    # A reset may overtake the bytes before it, so that a stream is known to be one only sometimes.
    ("reset", {"502"}, {"200+error", "502"}, False, False),
    ("malformed-sse", {"502"}, {"200+error"}, False, False),
    ("slow-body", {"200"}, {"200"}, True, True),
    ("wrong-content-type", {"200"}, {"502"}, True, False),
    ("error-in-stream", {"200+error"}, {"200+error"}, False, False),
    ("truncated-json", {"502"}, {"200+error"}, False, False),
    ("html-200", {"502"}, {"502"}, False, False),
    ("empty-answer", {"502"}, {"502"}, False, False),
    ("no-terminator", {"200"}, {"200+open"}, True, False),
    ("close-before", {"502"}, {"502"}, False, False),
]


def kinds() -> list[Kind]:
    found = []
    for fault, json_ends, stream_ends, json_whole, stream_whole in FAULTS:
        for stream, ends, whole in ((False, json_ends, json_whole), (True, stream_ends, stream_whole)):
            # A stall holds a connection for the gateway's whole timeout: fewer of them.
            weight = 2 if fault.startswith("stall") else 10
            name = f"provider {fault}, {'stream' if stream else 'JSON'}"
            found.append(Kind(name, weight, play(fault, stream, whole), ends))
    return found


def play(fault: str, stream: bool, whole: bool):
    async def run(context: Context) -> str:
        nonce = context.nonce()
        prompt = f"{nonce} what the provider may do wrong"
        directives = f"fault={fault}; frames=12"
        if fault == "slow-body":
            directives += "; frame-delay-ms=2"
        if fault in ("status-429", "status-503", "status-529"):
            directives += "; retry-after=7"
        wire = context.kept() or await context.open()
        await wire.send(ask(prompt, stream, directives))
        answer = await wire.answer()
        outcome = answer.outcome
        if answer.status == 200 and outcome == "200" and nonce.encode() not in answer.text:
            outcome = "another's answer"
        if "retry-after" in directives and answer.status in (429, 503, 529) and answer.fields.get("retry-after") != "7":
            outcome += " without retry-after"
        if answer.end == "whole" and answer.fields.get("connection") != "close":
            context.keep(wire)
        else:
            wire.close()
        await context.ask_again(prompt, nonce, stream, first="any" if whole else "l3")
        return outcome

    return run


def leaves() -> list[Kind]:
    """Clients that leave while the provider works."""

    def leave(stream: bool, after: int, by_reset: bool, directives: str):
        async def run(context: Context) -> str:
            nonce = context.nonce()
            prompt = f"{nonce} nobody waits for this"
            wire: Wire = await context.open()
            await wire.send(ask(prompt, stream, directives))
            seen = 0
            while seen < after:
                piece = await wire.more(10)
                if not piece:
                    wire.close()
                    return "closed early"
                seen += len(piece)
            if by_reset:
                wire.reset()
            else:
                wire.close()
            await context.ask_again(prompt, nonce, stream, first="l3")
            return "left"

        return run

    slow = "frames=100; frame-delay-ms=20"
    return [
        Kind("client closes before the answer", 12, leave(False, 0, False, "first-byte-ms=800"), {"left"}),
        Kind("client resets before the answer", 12, leave(False, 0, True, "first-byte-ms=800"), {"left"}),
        Kind("client resets before a stream", 8, leave(True, 0, True, "first-byte-ms=800"), {"left"}),
        Kind("client closes within a stream", 12, leave(True, 2000, False, slow), {"left"}),
        Kind("client resets within a stream", 12, leave(True, 2000, True, slow), {"left"}),
        Kind("client resets after a stream's head", 8, leave(True, 1, True, slow), {"left"}),
    ]
