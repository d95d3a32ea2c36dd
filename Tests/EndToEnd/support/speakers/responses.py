# SPDX-License-Identifier: Apache-2.0
"""Questions as OpenAI's responses, for the `openai` library."""

import json

from support.talk import Call, Reply


def items(question):
    """The conversation up to the question."""
    if question.earlier:
        names = {call.name: call.id for call in question.earlier.calls}
        return question.earlier.history + [
            {"type": "function_call_output", "call_id": names[name], "output": result}
            for name, result in question.results.items()]
    parts = [{"type": "input_text", "text": question.words}]
    if question.image:
        parts.append(
            {"type": "input_image", "image_url": "data:image/png;base64," + question.image, "detail": "low"})
    return [{"role": "user", "content": parts}]


def arguments(question):
    """The arguments of `responses.create`."""
    given = {"model": question.model, "input": items(question), "store": False}
    if question.streamed:
        given["stream"] = True
    if question.system:
        given["instructions"] = question.system
    if question.tools:
        given["tools"] = [
            {
                "type": "function", "name": tool.name, "description": tool.description, "parameters": tool.schema,
                "strict": False}
            for tool in question.tools]
    if question.forced:
        given["tool_choice"] = {"type": "function", "name": question.forced}
    if question.schema:
        given["text"] = {
            "format": {"type": "json_schema", "name": "trip", "schema": question.schema, "strict": True}}
    if question.limit:
        given["max_output_tokens"] = question.limit
    if question.thinking:
        given["reasoning"] = {"effort": "medium", "summary": "auto"}
    return given


def stop_of(response, calls, refusal):
    """Why an answer ended, which its status tells."""
    if response.status == "incomplete":
        return {"max_output_tokens": "length", "content_filter": "refusal"}[response.incomplete_details.reason]
    assert response.status == "completed", response.status
    if refusal:
        return "refusal"
    return "tools" if calls else "end"


def reply_of(response, given, pieces=0):
    """The reply in a `Response`."""
    calls = [
        Call(item.call_id, item.name, json.loads(item.arguments))
        for item in response.output if item.type == "function_call"]
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    refusal = "".join(part.refusal for part in parts if part.type == "refusal")
    thinking = "".join(
        part.text for item in response.output if item.type == "reasoning" for part in item.summary)
    usage = response.usage
    return Reply(
        text=response.output_text, thinking=thinking, refusal=refusal, calls=calls,
        stop=stop_of(response, calls, refusal), usage=(usage.input_tokens, usage.output_tokens), pieces=pieces,
        history=given["input"] + [item.model_dump(exclude_none=True) for item in response.output])


def gathered(events, given):
    """The reply that the events of a stream tell; its deltas must add up to what its last event holds."""
    events = list(events)
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[0].type == "response.created"
    assert events[-1].type in ("response.completed", "response.incomplete")
    texts = [event.delta for event in events if event.type == "response.output_text.delta"]
    reply = reply_of(events[-1].response, given, len(texts))
    assert "".join(texts) == reply.text
    inputs = {}
    for event in events:
        if event.type == "response.function_call_arguments.delta":
            inputs[event.output_index] = inputs.get(event.output_index, "") + event.delta
    assert [json.loads(inputs[index]) for index in sorted(inputs)] == [call.input for call in reply.calls]
    summaries = [event.delta for event in events if event.type == "response.reasoning_summary_text.delta"]
    assert "".join(summaries) == reply.thinking
    refusals = [event.delta for event in events if event.type == "response.refusal.delta"]
    assert "".join(refusals) == reply.refusal
    return reply


class ResponsesSpeaker:
    """The `openai` library's responses."""

    def __init__(self, client):
        import openai

        self.client = client
        self.error = openai.APIStatusError
        self.broken = openai.APIError

    def ask(self, question):
        given = arguments(question)
        answer = self.client.responses.create(**given)
        if not question.streamed:
            return reply_of(answer, given)
        with answer:
            return gathered(self._raised(answer), given)

    @staticmethod
    def _raised(events):
        """The events of a stream; the library raises for an `error` event, for a failed answer its user has to."""
        import openai

        for event in events:
            if event.type == "response.failed":
                raise openai.APIError(event.response.error.message, request=None, body=None)
            yield event

    @staticmethod
    def status_of(error):
        return error.status_code
