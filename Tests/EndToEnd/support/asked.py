# SPDX-License-Identifier: Apache-2.0
"""What a provider was asked, read from the request that it got, in whichever format that is."""

import json

from support.families import TARGETS


def of(request):
    """The reader of a recorded request."""
    for form, target in TARGETS.items():
        if target.search(request.target):
            return READERS[form](request.json)
    raise AssertionError(f"the provider was asked for something else: {request.target}")


def texts(content):
    """The texts of a content, be it one text or a list of parts."""
    if content is None:
        return []
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)]


class Asked:
    """One request; what every format has in common."""

    def __init__(self, body):
        self.body = body

    @property
    def everything(self):
        """The whole request as one text, with no escapes."""
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def model(self):
        return self.body["model"]

    @property
    def instructions(self):
        """The texts of the system and of the developer, wherever they stand, in order."""
        return [text for role, text in self.turns if role == "system"]

    @property
    def said(self):
        """The texts of the user, in order."""
        return [text for role, text in self.turns if role == "user"]


class AskedChat(Asked):
    @property
    def turns(self):
        return [
            ("system" if message["role"] == "developer" else message["role"], text)
            for message in self.body["messages"] for text in texts(message.get("content"))]

    @property
    def tools(self):
        return {tool["function"]["name"]: tool["function"]["parameters"] for tool in self.body.get("tools", [])}

    @property
    def results(self):
        """What the tools returned, by the id of the call, which must be one of an earlier message."""
        known = {call["id"] for message in self.body["messages"] for call in message.get("tool_calls") or []}
        found = {
            message["tool_call_id"]: "".join(texts(message["content"]))
            for message in self.body["messages"] if message["role"] == "tool"}
        assert found.keys() <= known, (found, known)
        return found

    @property
    def schema(self):
        return self.body["response_format"]["json_schema"]["schema"]

    @property
    def limit(self):
        return self.body.get("max_completion_tokens", self.body.get("max_tokens"))

    @property
    def stops(self):
        stop = self.body.get("stop")
        return [stop] if isinstance(stop, str) else stop


class AskedResponses(Asked):
    @property
    def items(self):
        given = self.body["input"]
        return [{"role": "user", "content": given}] if isinstance(given, str) else given

    @property
    def turns(self):
        top = [("system", text) for text in texts(self.body.get("instructions"))]
        return top + [
            ("system" if item["role"] == "developer" else item["role"], text)
            for item in self.items if item.get("type", "message") == "message" for text in texts(item["content"])]

    @property
    def tools(self):
        return {tool["name"]: tool["parameters"] for tool in self.body.get("tools", []) if "parameters" in tool}

    @property
    def results(self):
        known = {item["call_id"] for item in self.items if item.get("type") == "function_call"}
        found = {
            item["call_id"]: "".join(texts(item["output"]))
            for item in self.items if item.get("type") == "function_call_output"}
        assert found.keys() <= known, (found, known)
        return found

    @property
    def schema(self):
        return self.body["text"]["format"]["schema"]

    @property
    def effort(self):
        return self.body["reasoning"]["effort"]

    @property
    def limit(self):
        return self.body.get("max_output_tokens")


class AskedMessages(Asked):
    @property
    def blocks(self):
        """All content blocks with the role of their message."""
        for message in self.body["messages"]:
            content = message["content"]
            for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
                yield message["role"], block

    @property
    def turns(self):
        top = [("system", text) for text in texts(self.body.get("system"))]
        return top + [(role, block["text"]) for role, block in self.blocks if block["type"] == "text"]

    @property
    def tools(self):
        return {tool["name"]: tool["input_schema"] for tool in self.body.get("tools", []) if "input_schema" in tool}

    @property
    def results(self):
        known = {block["id"] for _, block in self.blocks if block["type"] == "tool_use"}
        found = {
            block["tool_use_id"]: "".join(texts(block["content"]))
            for _, block in self.blocks if block["type"] == "tool_result"}
        assert found.keys() <= known, (found, known)
        return found

    @property
    def schema(self):
        return self.body["output_config"]["format"]["schema"]

    @property
    def limit(self):
        return self.body["max_tokens"]

    @property
    def stops(self):
        return self.body.get("stop_sequences")


class AskedGemini(Asked):
    def _either(self, place, camel):
        """A field in either of its spellings."""
        snake = "".join("_" + letter.lower() if letter.isupper() else letter for letter in camel)
        return place.get(camel, place.get(snake))

    @property
    def model(self):
        raise AssertionError("the address names the model")

    @property
    def options(self):
        return self._either(self.body, "generationConfig") or {}

    @property
    def parts(self):
        for content in self.body["contents"]:
            for part in content["parts"]:
                yield content.get("role", "user"), part

    @property
    def turns(self):
        top = self._either(self.body, "systemInstruction") or {}
        parts = top.get("parts", []) if isinstance(top, dict) else [{"text": top}]
        return [("system", part["text"]) for part in parts] + [
            ("assistant" if role == "model" else role, part["text"]) for role, part in self.parts if "text" in part]

    @property
    def tools(self):
        declared = [
            function for tool in self.body.get("tools", [])
            for function in self._either(tool, "functionDeclarations") or []]
        return {
            function["name"]: self._either(function, "parametersJsonSchema") or function["parameters"]
            for function in declared}

    @property
    def results(self):
        calls = [self._either(part, "functionCall") for _, part in self.parts]
        known = {call.get("id", call["name"]) for call in calls if call}
        answers = [self._either(part, "functionResponse") for _, part in self.parts]
        found = {
            answer.get("id", answer["name"]): json.dumps(answer["response"]) for answer in answers if answer}
        assert found.keys() <= known, (found, known)
        return found

    @property
    def schema(self):
        return self._either(self.options, "responseJsonSchema") or self._either(self.options, "responseSchema")

    @property
    def effort(self):
        return self._either(self.options, "thinkingConfig")

    @property
    def limit(self):
        return self._either(self.options, "maxOutputTokens")

    @property
    def stops(self):
        return self._either(self.options, "stopSequences")


READERS = {"chat": AskedChat, "responses": AskedResponses, "messages": AskedMessages, "gemini": AskedGemini}
