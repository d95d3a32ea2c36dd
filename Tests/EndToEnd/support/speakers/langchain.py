# SPDX-License-Identifier: Apache-2.0
"""Questions through LangChain's chat models, which all take the same messages."""

from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from support.talk import Call, Reply

STOPS = {
    "stop": "end", "end_turn": "end", "STOP": "end", "completed": "end", "length": "length", "max_tokens": "length",
    "MAX_TOKENS": "length", "max_output_tokens": "length", "tool_calls": "tools", "tool_use": "tools",
    "stop_sequence": "stop_sequence", "refusal": "refusal", "content_filter": "refusal", "SAFETY": "refusal"}


def messages(question):
    """The conversation up to the question."""
    if question.earlier:
        names = {call.name: call.id for call in question.earlier.calls}
        return question.earlier.history + [
            ToolMessage(result, tool_call_id=names[name], name=name) for name, result in question.results.items()]
    content = question.words
    if question.image:
        image = {"type": "image", "base64": question.image, "mime_type": "image/png"}
        content = [{"type": "text", "text": content}, image]
    system = [SystemMessage(question.system)] if question.system else []
    return system + [HumanMessage(content)]


def reply_of(message, asked, pieces=0):
    """The reply in an `AIMessage`."""
    told = message.response_metadata
    reason = (
        (told.get("incomplete_details") or {}).get("reason") or told.get("finish_reason") or told.get("stop_reason")
        or told.get("status"))
    blocks = message.content_blocks
    calls = [Call(call["id"], call["name"], call["args"]) for call in message.tool_calls]
    # A block of its own since langchain-core 1.8, one of no standard before.
    refusal = message.additional_kwargs.get("refusal") or "".join(
        block["refusal"] if block["type"] == "refusal" else block["value"].get("refusal", "")
        for block in blocks if block["type"] in ("refusal", "non_standard"))
    stop = STOPS[reason]
    usage = message.usage_metadata
    return Reply(
        text="".join(block["text"] for block in blocks if block["type"] == "text"),
        thinking="".join(block.get("reasoning", "") for block in blocks if block["type"] == "reasoning"),
        refusal=refusal, calls=calls, stop="tools" if calls and stop == "end" else stop,
        usage=(usage["input_tokens"], usage["output_tokens"]), pieces=pieces, history=asked + [message])


class LangChainSpeaker:
    """A chat model, made anew for each question as its options are those of the model."""

    def __init__(self, make, error, status_of, broken):
        self._make = make
        self.error = error
        self.status_of = status_of
        self.broken = broken

    def ask(self, question):
        model = self._make(question)
        asked = messages(question)
        if question.schema:
            schema = {"title": "trip", "description": "A trip.", **question.schema}
            model = model.with_structured_output(schema, method="json_schema", include_raw=True)
            return reply_of(model.invoke(asked)["raw"], asked)
        if question.tools:
            offered = [
                {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
                for tool in question.tools]
            model = model.bind_tools(offered, **({"tool_choice": question.forced} if question.forced else {}))
        options = {"stop": question.stops} if question.stops else {}
        if not question.streamed:
            return reply_of(model.invoke(asked, **options), asked)
        sum_of_chunks, pieces = None, 0
        for chunk in model.stream(asked, **options):
            pieces += bool(chunk.text)
            sum_of_chunks = chunk if sum_of_chunks is None else sum_of_chunks + chunk
        return reply_of(sum_of_chunks, asked, pieces)
