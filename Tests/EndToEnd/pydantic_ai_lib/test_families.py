# SPDX-License-Identifier: Apache-2.0
"""Agents of pydantic-ai on the models of three families, with a provider of every kind."""

import asyncio
import base64
import contextlib

import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI
from pydantic_ai import Agent, BinaryContent
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelResponse, ThinkingPart
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.openai import OpenAIProvider
from support.agent_cases import AgentCases, Run
from support.clients import mark
from support.families import CLIENT_KEY
from support.talk import MODEL

pytestmark = pytest.mark.full


class PydanticAgent:
    """Agents on models that `make` makes: a run has an event loop, and so a client, of its own."""

    error = ModelHTTPError

    def __init__(self, make, settings, thinking):
        self._make = make
        self._settings = settings
        self._thinking = thinking

    def run(self, words, streamed=False, instructions=None, tools=None, output_type=str, image=None, thinking=False):
        if output_type is not str:
            # The agent gets typed answers by a tool of its own.
            words += mark(tool="final_result")
        asked = words if image is None else [words, BinaryContent(base64.b64decode(image), media_type="image/png")]

        async def once():
            async with contextlib.AsyncExitStack() as clients:
                agent = Agent(
                    await self._make(clients), instructions=instructions, output_type=output_type, retries=0,
                    tools=[tools.get_weather, tools.get_time] if tools else [],
                    model_settings={**self._settings, **(self._thinking if thinking else {})})
                if not streamed:
                    return self._run_of(await agent.run(asked))
                async with agent.run_stream(asked) as result:
                    pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
                    run = self._run_of(result, "".join(pieces))
                    run.pieces = len(pieces)
                    return run

        return asyncio.run(once())

    @staticmethod
    def _run_of(result, output=None):
        thoughts = [
            part.content for message in result.all_messages() if isinstance(message, ModelResponse)
            for part in message.parts if isinstance(part, ThinkingPart)]
        return Run(result.output if output is None else output, thinking="".join(thoughts))

    @staticmethod
    def status_of(error):
        return error.status_code


def openai_model(model, site):
    async def make(clients):
        client = AsyncOpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30)
        return model(MODEL, provider=OpenAIProvider(openai_client=await clients.enter_async_context(client)))

    return make


class TestChat(AgentCases):
    form = "chat"

    @pytest.fixture
    def agent(self, site):
        return PydanticAgent(openai_model(OpenAIChatModel, site), {}, {"openai_reasoning_effort": "medium"})


class TestResponses(AgentCases):
    form = "responses"

    @pytest.fixture
    def agent(self, site):
        return PydanticAgent(
            openai_model(OpenAIResponsesModel, site), {},
            {"openai_reasoning_effort": "medium", "openai_reasoning_summary": "auto"})


class TestMessages(AgentCases):
    form = "messages"

    @pytest.fixture
    def agent(self, site):
        async def make(clients):
            client = AsyncAnthropic(base_url=site.url, api_key=CLIENT_KEY, max_retries=0, timeout=30)
            provider = AnthropicProvider(anthropic_client=await clients.enter_async_context(client))
            return AnthropicModel(MODEL, provider=provider)

        return PydanticAgent(
            make, {"max_tokens": 4000}, {"anthropic_thinking": {"type": "enabled", "budget_tokens": 2048}})


class TestGemini(AgentCases):
    form = "gemini"

    @pytest.fixture
    def agent(self, site):
        async def make(_):
            return GoogleModel(MODEL, provider=GoogleProvider(api_key=CLIENT_KEY, base_url=site.url))

        thinking = {"google_thinking_config": {"include_thoughts": True, "thinking_budget": 2048}}
        return PydanticAgent(make, {}, thinking)
