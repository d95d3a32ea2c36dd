# SPDX-License-Identifier: Apache-2.0
"""litellm with a provider of every kind: it speaks every format, and answers in the shapes of chat completions."""

import os

# It would ask the network for prices of models otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
import openai  # noqa: E402
import pytest  # noqa: E402
from support.cases import ClientCases  # noqa: E402
from support.families import CLIENT_KEY  # noqa: E402
from support.speakers import chat, responses  # noqa: E402
from support.talk import MODEL  # noqa: E402

pytestmark = pytest.mark.full

# What it would know of a real model.
litellm.register_model({
    "gemini/" + MODEL: {
        "litellm_provider": "gemini", "mode": "chat", "supports_system_messages": True,
        "supports_response_schema": True, "supports_function_calling": True, "supports_reasoning": True}})


class LiteLLMSpeaker:
    """`litellm.completion`, which is told by the model's prefix what to speak."""

    error = openai.APIError
    broken = Exception

    def __init__(self, prefix, base):
        self._prefix = prefix
        self._base = base

    def ask(self, question):
        given = chat.arguments(question)
        options = {"api_base": self._base, "api_key": CLIENT_KEY, "num_retries": 0, "timeout": 30}
        if self._prefix == "openai":
            # It would not send them to models of this name.
            options["allowed_openai_params"] = ["stop", "tool_choice"]
        answer = litellm.completion(**{**given, "model": f"{self._prefix}/{question.model}"}, **options)
        return chat.gathered(answer, given) if question.streamed else chat.whole(answer, given)

    @staticmethod
    def status_of(error):
        return error.status_code


class LiteLLMResponsesSpeaker(LiteLLMSpeaker):
    """`litellm.responses`."""

    def ask(self, question):
        given = responses.arguments(question)
        answer = litellm.responses(
            **{**given, "model": "openai/" + question.model}, api_base=self._base, api_key=CLIENT_KEY, num_retries=0,
            timeout=30)
        return responses.gathered(answer, given) if question.streamed else responses.reply_of(answer, given)


class TestChat(ClientCases):
    form = "chat"
    # It leaves out what a model says when it declines.
    lacks = {"refusals"}

    @pytest.fixture
    def speaker(self, site):
        return LiteLLMSpeaker("openai", site.url + "/v1")


class TestMessages(ClientCases):
    form = "messages"
    # Models that it does not know are given the schema as that of a tool; of events it reads lines as Unicode has them.
    lacks = {"native schemas", "line separators"}

    @pytest.fixture
    def speaker(self, site):
        return LiteLLMSpeaker("anthropic", site.url)


class TestGemini(ClientCases):
    form = "gemini"
    lacks = {"line separators"}

    @pytest.fixture
    def speaker(self, site):
        return LiteLLMSpeaker("gemini", site.url)


class TestResponses(ClientCases):
    form = "responses"
    lacks = {"stops"}

    @pytest.fixture
    def speaker(self, site):
        return LiteLLMResponsesSpeaker("openai", site.url + "/v1")
