# SPDX-License-Identifier: Apache-2.0
"""Questions as OpenAI's chat completions, for the `openai` library and for others that took over its shapes."""

import json

from support.talk import Call, Reply

STOPS = {"stop": "end", "length": "length", "tool_calls": "tools", "content_filter": "refusal"}


def function(tool):
    """A tool as chat completions offer it."""
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": tool.schema}}


def messages(question):
    """The conversation up to the question."""
    if question.earlier:
        names = {call.name: call.id for call in question.earlier.calls}
        return question.earlier.history + [
            {"role": "tool", "tool_call_id": names[name], "content": result}
            for name, result in question.results.items()]
    content = question.words
    if question.image:
        url = {"url": "data:image/png;base64," + question.image, "detail": "low"}
        content = [{"type": "text", "text": content}, {"type": "image_url", "image_url": url}]
    system = [{"role": "system", "content": question.system}] if question.system else []
    return system + [{"role": "user", "content": content}]


def arguments(question):
    """The arguments of `chat.completions.create`."""
    given = {"model": question.model, "messages": messages(question)}
    if question.streamed:
        given.update(stream=True, stream_options={"include_usage": True})
    if question.tools:
        given["tools"] = [function(tool) for tool in question.tools]
    if question.forced:
        given["tool_choice"] = {"type": "function", "function": {"name": question.forced}}
    if question.schema:
        schema = {"name": "trip", "schema": question.schema, "strict": True}
        given["response_format"] = {"type": "json_schema", "json_schema": schema}
    if question.stops:
        given["stop"] = question.stops
    if question.limit:
        given["max_completion_tokens"] = question.limit
    if question.thinking:
        given["reasoning_effort"] = "medium"
    return given


def reply_of(message, finish, usage, given, pieces=0):
    """The reply in an assistant's message, be it of one piece or gathered; `message` is a dictionary."""
    calls = [
        Call(call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in message.get("tool_calls") or []]
    refusal = message.get("refusal") or ""
    return Reply(
        text=message.get("content") or "", thinking=message.get("reasoning_content") or "", refusal=refusal,
        calls=calls, stop="refusal" if refusal else STOPS[finish],
        usage=(usage["prompt_tokens"], usage["completion_tokens"]), pieces=pieces,
        history=given["messages"] + [{"role": "assistant", **message}])


def whole(answer, given):
    """The reply in a `ChatCompletion`."""
    [choice] = answer.choices
    message = choice.message.model_dump(exclude_none=True, exclude_unset=True)
    message = {key: message[key] for key in ("content", "refusal", "reasoning_content", "tool_calls") if key in message}
    return reply_of(message, choice.finish_reason, answer.usage.model_dump(), given)


def gathered(chunks, given):
    """The reply that the chunks of a stream add up to."""
    message, calls = {}, {}
    finish = usage = None
    pieces = 0
    for chunk in chunks:
        usage = getattr(chunk, "usage", None) or usage
        for choice in chunk.choices:
            finish = choice.finish_reason or finish
            delta = choice.delta.model_dump(exclude_none=True)
            for key in ("content", "refusal", "reasoning_content"):
                if delta.get(key):
                    message[key] = message.get(key, "") + delta[key]
            pieces += bool(delta.get("content"))
            for part in delta.get("tool_calls") or []:
                known = calls.setdefault(part["index"], {"type": "function", "function": {"name": "", "arguments": ""}})
                known["id"] = part.get("id") or known.get("id")
                known["function"]["name"] += part.get("function", {}).get("name") or ""
                known["function"]["arguments"] += part.get("function", {}).get("arguments") or ""
    if calls:
        message["tool_calls"] = [calls[index] for index in sorted(calls)]
    return reply_of(message, finish, usage.model_dump(), given, pieces)


class ChatSpeaker:
    """The `openai` library's chat completions."""

    def __init__(self, client):
        import openai

        self.client = client
        self.error = openai.APIStatusError
        self.broken = openai.APIError

    def ask(self, question):
        given = arguments(question)
        answer = self.client.chat.completions.create(**given)
        if not question.streamed:
            return whole(answer, given)
        with answer:
            return gathered(answer, given)

    @staticmethod
    def status_of(error):
        return error.status_code
