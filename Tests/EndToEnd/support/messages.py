# SPDX-License-Identifier: Apache-2.0
"""Short ways to ask through the `anthropic` library."""

from support.clients import WEATHER_SCHEMA

# No real name: the library warns of those that are to be retired.
MODEL = "claude-of-these-tests"
WEATHER = {"name": "get_weather", "description": "Tells the weather of a city.", "input_schema": WEATHER_SCHEMA}


def question(words, **more):
    """The arguments of `messages.create` for one question."""
    return {"model": MODEL, "max_tokens": 400, "messages": [{"role": "user", "content": words}], **more}


def ask(client, words, **more):
    """The answer and its headers."""
    raw = client.messages.with_raw_response.create(**question(words, **more))
    return raw.parse(), raw.headers


def stream(client, words, **more):
    """All events of a streamed answer and its headers."""
    with client.messages.with_streaming_response.create(**question(words, stream=True, **more)) as raw:
        return list(raw.parse()), raw.headers


def read(stream, into=None):
    """All events of a stream, which is closed whatever happens; `into` gets them one by one."""
    events = [] if into is None else into
    with stream:
        for event in stream:
            events.append(event)
    return events


def text(message):
    """The text of a whole message."""
    return "".join(block.text for block in message.content if block.type == "text")


def calls(message):
    """The tool calls of a whole message as (id, name, input)."""
    return [(block.id, block.name, block.input) for block in message.content if block.type == "tool_use"]


def gathered(client, words, **more):
    """The whole message that the library's own stream helper makes of a stream."""
    with client.messages.stream(**question(words, **more)) as stream:
        return stream.get_final_message()


def streamed_text(events):
    """The text that the events of a stream add up to."""
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    return "".join(delta.text for delta in deltas if delta.type == "text_delta")


def ending(events):
    """The event that tells why a stream stopped and what it cost."""
    [delta] = [event for event in events if event.type == "message_delta"]
    return delta
