# SPDX-License-Identifier: Apache-2.0
"""The `anthropic` library with a provider of every kind."""

import anthropic
import pytest
from support.cases import ClientCases
from support.families import CLIENT_KEY
from support.speakers.messages import MessagesSpeaker


class TestMessages(ClientCases):
    form = "messages"

    @pytest.fixture
    def speaker(self, site):
        with anthropic.Anthropic(base_url=site.url, api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield MessagesSpeaker(client)
