# SPDX-License-Identifier: Apache-2.0
"""OpenAI's agents library with a provider of every kind: on chat completions and on responses."""

import asyncio

import openai
import pytest
from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, function_tool
from agents import set_tracing_disabled
from openai.types.shared import Reasoning
from support.agent_cases import AgentCases, Run
from support.families import CLIENT_KEY
from support.talk import MODEL

pytestmark = pytest.mark.full
# Traces would be sent over the network.
set_tracing_disabled(True)


class OpenAIAgent:
    """Agents on a model of that class: a run has an event loop, and so a client, of its own."""

    error = openai.APIStatusError

    def __init__(self, model, site):
        self._model = model
        self._url = site.url + "/v1"

    def run(self, words, streamed=False, instructions=None, tools=None, output_type=str, image=None, thinking=False):
        given = words
        if image is not None:
            parts = [
                {"type": "input_text", "text": words},
                {"type": "input_image", "image_url": "data:image/png;base64," + image, "detail": "low"}]
            given = [{"role": "user", "content": parts}]
        reasoning = Reasoning(effort="medium", summary="auto") if thinking else None

        async def once():
            async with openai.AsyncOpenAI(
                    base_url=self._url, api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
                agent = Agent(
                    name="guide", instructions=instructions, model=self._model(MODEL, openai_client=client),
                    tools=[function_tool(tools.get_weather), function_tool(tools.get_time)] if tools else [],
                    output_type=None if output_type is str else output_type,
                    model_settings=ModelSettings(reasoning=reasoning, include_usage=True))
                if not streamed:
                    return self._run_of(await Runner.run(agent, given))
                result = Runner.run_streamed(agent, given)
                events = [event async for event in result.stream_events()]
                deltas = [
                    event for event in events
                    if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"]
                run = self._run_of(result)
                run.pieces = len(deltas)
                return run

        return asyncio.run(once())

    @staticmethod
    def _run_of(result):
        thoughts = [
            part.text for item in result.new_items if item.type == "reasoning_item"
            for part in item.raw_item.summary]
        return Run(result.final_output, thinking="".join(thoughts))

    @staticmethod
    def status_of(error):
        return error.status_code


class TestChat(AgentCases):
    form = "chat"

    @pytest.fixture
    def agent(self, site):
        return OpenAIAgent(OpenAIChatCompletionsModel, site)


class TestResponses(AgentCases):
    form = "responses"

    @pytest.fixture
    def agent(self, site):
        return OpenAIAgent(OpenAIResponsesModel, site)
