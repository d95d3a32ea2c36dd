# SPDX-License-Identifier: Apache-2.0
"""Short ways to ask through the `openai` library."""

from support.clients import WEATHER_SCHEMA

MODEL = "gpt-4o"
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "description": "Tells the weather of a city.", "parameters": WEATHER_SCHEMA},
}


def question(words, **more):
    """The arguments of `chat.completions.create` for one question."""
    return {"model": MODEL, "messages": [{"role": "user", "content": words}], **more}


def ask(client, words, **more):
    """The answer and its headers."""
    raw = client.chat.completions.with_raw_response.create(**question(words, **more))
    return raw.parse(), raw.headers


def stream(client, words, **more):
    """All chunks of a streamed answer and its headers."""
    with client.chat.completions.with_streaming_response.create(**question(words, stream=True, **more)) as raw:
        return list(raw.parse()), raw.headers


def read(stream, into=None):
    """All chunks of a stream, which is closed whatever happens; `into` gets them one by one.

    A stream that raised and was not closed is closed by the garbage collector. When that runs inside of httpcore's
    lock, the library waits for itself for ever.
    """
    chunks = [] if into is None else into
    with stream:
        for chunk in stream:
            chunks.append(chunk)
    return chunks


def text(chunks, choice=0):
    """The text that the chunks of one choice add up to."""
    return "".join(
        part.delta.content or "" for chunk in chunks for part in chunk.choices if part.index == choice)


def finish(chunks, choice=0):
    """Why one choice of a stream stopped."""
    reasons = [part.finish_reason for chunk in chunks for part in chunk.choices if part.index == choice]
    assert [reason for reason in reasons if reason] == reasons[-1:], reasons
    return reasons[-1]


def usage(chunks):
    """The token counts of a stream, or None."""
    counts = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
    return counts[-1] if counts else None


def calls(message):
    """The tool calls of a whole message as (id, name, arguments)."""
    return [(call.id, call.function.name, call.function.arguments) for call in message.tool_calls or []]


def streamed_calls(chunks):
    """The tool calls that the chunks add up to, in the same form."""
    gathered = {}
    for chunk in chunks:
        for part in chunk.choices:
            for delta in part.delta.tool_calls or []:
                known = gathered.setdefault(delta.index, ["", "", ""])
                known[0] += delta.id or ""
                known[1] += delta.function.name or ""
                known[2] += delta.function.arguments or ""
    return [tuple(gathered[index]) for index in sorted(gathered)]
