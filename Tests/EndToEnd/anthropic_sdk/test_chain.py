# SPDX-License-Identifier: Apache-2.0
"""What the chain of providers does for users of the `anthropic` library: they see answers, not failures."""

import anthropic
import pytest
from support import messages


def test_a_failure_that_passes_is_made_good(connect, special_gateway, upstream, words):
    client = connect(special_gateway(l3_max_retries=2))
    upstream.schedule({"fault": "status-529"})
    answer, headers = messages.ask(client, words)
    assert answer.stop_reason == "end_turn"
    assert headers["x-isartor-attempts"] == "anthropic=overloaded"
    upstream.schedule({"fault": "status-500"})
    events, headers = messages.stream(client, words + " again")
    assert messages.streamed_text(events)
    assert headers["x-isartor-attempts"] == "anthropic=server_error"


def test_a_provider_of_another_family_takes_over(connect, special_gateway, upstream, words):
    fallback = {"provider": "openai", "url": upstream.url + "/v1", "model": "gpt-4o", "api_key": "sk-x"}
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9", fallback_providers=[fallback]))
    answer, headers = messages.ask(client, words)
    assert messages.text(answer) and answer.stop_reason == "end_turn"
    assert headers["x-isartor-provider"] == "openai"
    events, headers = messages.stream(client, words + " again")
    assert messages.streamed_text(events)
    assert headers["x-isartor-provider"] == "openai"


def test_the_error_names_everybody_who_was_tried(connect, special_gateway, upstream, words):
    fallback = {"provider": "openai", "url": upstream.url + "/v1", "model": "gpt-4o", "api_key": "sk-x"}
    client = connect(special_gateway(external_llm_url="http://127.0.0.1:9", fallback_providers=[fallback]))
    upstream.schedule({"fault": "status-500"})
    with pytest.raises(anthropic.InternalServerError) as caught:
        messages.ask(client, words)
    assert "`anthropic` (unreachable)" in str(caught.value) and "`openai` (server error)" in str(caught.value)
