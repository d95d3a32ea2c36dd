# SPDX-License-Identifier: Apache-2.0
"""The `google-genai` library with a provider of every kind."""

import pytest
from google import genai
from support.cases import ClientCases
from support.families import CLIENT_KEY
from support.speakers.gemini import GeminiSpeaker


class TestGemini(ClientCases):
    form = "gemini"
    # The first version takes a line separator of Unicode for the end of an event.
    lacks = {"line separators"} if genai.__version__.startswith("1.") else set()

    @pytest.fixture
    def speaker(self, site):
        return GeminiSpeaker(genai.Client(api_key=CLIENT_KEY, http_options={"base_url": site.url}))
