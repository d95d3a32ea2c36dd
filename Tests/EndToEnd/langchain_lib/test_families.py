# SPDX-License-Identifier: Apache-2.0
"""LangChain's chat models of three families with a provider of every kind."""

import anthropic
import openai
import pytest
from google.genai import errors
from langchain_anthropic import ChatAnthropic
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError
from langchain_openai import ChatOpenAI
from support.cases import ClientCases
from support.families import CLIENT_KEY
from support.speakers.langchain import LangChainSpeaker

pytestmark = pytest.mark.full


def openai_model(site, question, **more):
    return ChatOpenAI(
        model=question.model, base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30,
        max_tokens=question.limit, stream_usage=True, **more)


def status_code(error):
    return error.status_code


class TestOpenAIChat(ClientCases):
    form = "chat"
    # It shows neither the thinking nor the streamed refusals that chat completions carry.
    lacks = {"thinking", "streamed refusals", "streamed schemas"}

    @pytest.fixture
    def speaker(self, site):
        return LangChainSpeaker(
            lambda question: openai_model(site, question, use_responses_api=False), openai.APIStatusError,
            status_code, openai.APIError)


class TestOpenAIResponses(ClientCases):
    form = "responses"
    lacks = {"stops", "streamed schemas"}

    @pytest.fixture
    def speaker(self, site):
        def make(question):
            thinking = {"reasoning": {"effort": "medium", "summary": "auto"}} if question.thinking else {}
            return openai_model(site, question, use_responses_api=True, **thinking)

        return LangChainSpeaker(make, openai.APIStatusError, status_code, openai.APIError)


class TestAnthropic(ClientCases):
    form = "messages"
    lacks = {"streamed schemas"}

    @pytest.fixture
    def speaker(self, site):
        def make(question):
            thinking = {"thinking": {"type": "enabled", "budget_tokens": 2048}} if question.thinking else {}
            return ChatAnthropic(
                model=question.model, base_url=site.url, api_key=CLIENT_KEY, max_retries=0, timeout=30,
                max_tokens=question.limit or 4000, **thinking)

        return LangChainSpeaker(make, anthropic.APIStatusError, status_code, anthropic.APIError)


class TestGemini(ClientCases):
    form = "gemini"
    # Its HTTP library takes a line separator of Unicode for the end of an event.
    lacks = {"streamed schemas", "line separators"}

    @pytest.fixture
    def speaker(self, site):
        def make(question):
            thinking = {"include_thoughts": True, "thinking_budget": 2048} if question.thinking else {}
            return ChatGoogleGenerativeAI(
                model=question.model, base_url=site.url, google_api_key=CLIENT_KEY, max_retries=0,
                max_output_tokens=question.limit, **thinking)

        def status_of(error):
            return error.code if isinstance(error, errors.APIError) else error.__cause__.code

        return LangChainSpeaker(make, (errors.APIError, ChatGoogleGenerativeAIError), status_of, Exception)
