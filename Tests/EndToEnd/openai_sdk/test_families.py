# SPDX-License-Identifier: Apache-2.0
"""The `openai` library with a provider of every kind: chat completions and responses."""

import openai
import pytest
from support.cases import ClientCases
from support.families import CLIENT_KEY
from support.speakers.chat import ChatSpeaker
from support.speakers.responses import ResponsesSpeaker


def client_of(site):
    return openai.OpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30)


class TestChat(ClientCases):
    form = "chat"

    @pytest.fixture
    def speaker(self, site):
        with client_of(site) as client:
            yield ChatSpeaker(client)


class TestResponses(ClientCases):
    form = "responses"
    lacks = {"stops"}

    @pytest.fixture
    def speaker(self, site):
        with client_of(site) as client:
            yield ResponsesSpeaker(client)
