# SPDX-License-Identifier: Apache-2.0
"""Questions as Anthropic's messages, for the `anthropic` library."""

import anthropic
from support.talk import Call, Reply

STOPS = {
    "end_turn": "end", "max_tokens": "length", "tool_use": "tools", "stop_sequence": "stop_sequence",
    "refusal": "refusal"}
# More than the thinking may take.
USUAL_LIMIT = 4000


def turns(question):
    """The conversation up to the question."""
    if question.earlier:
        names = {call.name: call.id for call in question.earlier.calls}
        results = [
            {"type": "tool_result", "tool_use_id": names[name], "content": result}
            for name, result in question.results.items()]
        return question.earlier.history + [{"role": "user", "content": results}]
    content = question.words
    if question.image:
        source = {"type": "base64", "media_type": "image/png", "data": question.image}
        content = [{"type": "image", "source": source}, {"type": "text", "text": content}]
    return [{"role": "user", "content": content}]


def arguments(question):
    """The arguments of `messages.create`."""
    given = {"model": question.model, "max_tokens": question.limit or USUAL_LIMIT, "messages": turns(question)}
    if question.system:
        given["system"] = question.system
    if question.tools:
        given["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
            for tool in question.tools]
    if question.forced:
        given["tool_choice"] = {"type": "tool", "name": question.forced}
    if question.schema:
        # Older versions of the library know it as a beta only.
        given["extra_body"] = {"output_config": {"format": {"type": "json_schema", "schema": question.schema}}}
    if question.stops:
        given["stop_sequences"] = question.stops
    if question.thinking:
        given["thinking"] = {"type": "enabled", "budget_tokens": 2048}
    return given


def reply_of(message, given, pieces=0):
    """The reply in a `Message`."""
    usage = message.usage
    prompt = usage.input_tokens + (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)
    blocks = [block.model_dump(exclude_none=True) for block in message.content]
    return Reply(
        text="".join(block.text for block in message.content if block.type == "text"),
        thinking="".join(block.thinking for block in message.content if block.type == "thinking"),
        calls=[Call(block.id, block.name, block.input) for block in message.content if block.type == "tool_use"],
        stop=STOPS[message.stop_reason], usage=(prompt, usage.output_tokens), pieces=pieces,
        history=given["messages"] + [{"role": "assistant", "content": blocks}])


class MessagesSpeaker:
    """The `anthropic` library."""

    error = anthropic.APIStatusError
    broken = anthropic.APIError

    def __init__(self, client):
        self.client = client

    def ask(self, question):
        given = arguments(question)
        if not question.streamed:
            return reply_of(self.client.messages.create(**given), given)
        pieces = 0
        with self.client.messages.stream(**given) as stream:
            for event in stream:
                pieces += event.type == "content_block_delta" and event.delta.type == "text_delta"
            return reply_of(stream.get_final_message(), given, pieces)

    @staticmethod
    def status_of(error):
        return error.status_code
