# SPDX-License-Identifier: Apache-2.0
"""Questions and answers free of any client library: what the shared cases ask with, and what they look at.

A suite says for each of its clients how a `Question` is asked and how the answer is read: a *speaker* with the method
`ask(question)`, which returns a `Reply`, with `error`, the library's exception for refusals, with `status_of(error)`,
and with `broken`, its exception for streams that break.
"""

import dataclasses

from support.clients import WEATHER_SCHEMA

# Thinks by its name, as far as OpenAI's clients and gateways know.
MODEL = "gpt-5-of-these-tests"


@dataclasses.dataclass(frozen=True)
class Tool:
    """A tool that the client offers."""

    name: str
    description: str
    schema: dict


WEATHER = Tool("get_weather", "Tells the weather of a city.", WEATHER_SCHEMA)
CLOCK = Tool(
    "get_time", "Tells the time of a city.",
    {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})
TRIP_SCHEMA = {
    "type": "object", "properties": {"place": {"type": "string"}, "nights": {"type": "integer"}},
    "required": ["place", "nights"], "additionalProperties": False}


@dataclasses.dataclass
class Call:
    """A tool call of an answer; `input` is what its arguments say."""

    id: str
    name: str
    input: dict


@dataclasses.dataclass
class Reply:
    """An answer as the library gave it, in words that all libraries share."""

    text: str = ""
    thinking: str = ""
    refusal: str = ""
    calls: list = dataclasses.field(default_factory=list)
    # "end", "length", "tools", "stop_sequence" or "refusal".
    stop: str = ""
    # Tokens of the whole prompt and of the whole answer, those for thinking and from caches included.
    usage: tuple = (0, 0)
    # In how many pieces a streamed text came.
    pieces: int = 0
    # The conversation with this answer, in the library's own form, for `Question.after`.
    history: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Question:
    """What a client asks; a speaker leaves out what is not set."""

    words: str = ""
    streamed: bool = False
    system: str = None
    tools: list = dataclasses.field(default_factory=list)
    # The name of the tool that must be called.
    forced: str = None
    # An image in base64.
    image: str = None
    schema: dict = None
    stops: list = None
    limit: int = None
    thinking: bool = False
    model: str = MODEL
    # The turns before, and what the tools returned, by the name of the tool.
    earlier: Reply = None
    results: dict = None

    def after(self, reply, results):
        """The next turn of the talk: the tools have returned."""
        return dataclasses.replace(self, earlier=reply, results=results, forced=None)
