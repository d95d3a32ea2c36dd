# SPDX-License-Identifier: Apache-2.0
"""Questions as Gemini's generateContent, for the `google-genai` library."""

import base64

from google.genai import errors, types
from support.talk import Call, Reply

STOPS = {"STOP": "end", "MAX_TOKENS": "length", "SAFETY": "refusal"}


def contents(question):
    """The conversation up to the question."""
    if question.earlier:
        ids = {call.name: call.id for call in question.earlier.calls}
        results = [
            types.Part(function_response=types.FunctionResponse(
                id=ids[name], name=name, response={"output": result}))
            for name, result in question.results.items()]
        return question.earlier.history + [types.Content(role="user", parts=results)]
    parts = [types.Part(text=question.words)]
    if question.image:
        parts.append(types.Part.from_bytes(data=base64.b64decode(question.image), mime_type="image/png"))
    return [types.Content(role="user", parts=parts)]


def options(question):
    """The configuration of `generate_content`."""
    given = {"automatic_function_calling": types.AutomaticFunctionCallingConfig(disable=True)}
    if question.system:
        given["system_instruction"] = question.system
    if question.tools:
        declared = [
            types.FunctionDeclaration(
                name=tool.name, description=tool.description, parameters_json_schema=tool.schema)
            for tool in question.tools]
        given["tools"] = [types.Tool(function_declarations=declared)]
    if question.forced:
        calling = types.FunctionCallingConfig(mode="ANY", allowed_function_names=[question.forced])
        given["tool_config"] = types.ToolConfig(function_calling_config=calling)
    if question.schema:
        given.update(response_mime_type="application/json", response_json_schema=question.schema)
    if question.stops:
        given["stop_sequences"] = question.stops
    if question.limit:
        given["max_output_tokens"] = question.limit
    if question.thinking:
        given["thinking_config"] = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)
    return types.GenerateContentConfig(**given)


def reply_of(chunks, asked):
    """The reply that one answer or the chunks of a stream add up to."""
    parts, pieces, finish, said = [], 0, None, ""
    for chunk in chunks:
        for candidate in chunk.candidates or []:
            found = (candidate.content and candidate.content.parts) or []
            parts += found
            pieces += any(part.text and not part.thought for part in found)
            finish = candidate.finish_reason or finish
            said = candidate.finish_message or said
        usage = chunk.usage_metadata
    calls = [
        Call(part.function_call.id or part.function_call.name, part.function_call.name, part.function_call.args)
        for part in parts if part.function_call]
    stop = STOPS[finish.value]
    return Reply(
        text="".join(part.text for part in parts if part.text and not part.thought),
        thinking="".join(part.text for part in parts if part.text and part.thought),
        calls=calls, stop="tools" if calls and stop == "end" else stop, refusal=said,
        usage=(usage.prompt_token_count, (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)),
        pieces=pieces, history=asked + [types.Content(role="model", parts=parts)])


class GeminiSpeaker:
    """The `google-genai` library."""

    error = errors.APIError
    broken = Exception

    def __init__(self, client):
        self.client = client

    def ask(self, question):
        asked = contents(question)
        given = {"model": question.model, "contents": asked, "config": options(question)}
        if question.streamed:
            return reply_of(self.client.models.generate_content_stream(**given), asked)
        return reply_of([self.client.models.generate_content(**given)], asked)

    @staticmethod
    def status_of(error):
        return error.code
