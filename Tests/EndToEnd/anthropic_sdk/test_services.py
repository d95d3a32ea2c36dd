# SPDX-License-Identifier: Apache-2.0
"""What the `anthropic` library asks for beside answers: token counts, models, and threads that the provider keeps."""

import json

import anthropic
import pytest
from support.cases import BOTH_FORMS, FamilyCases
from support.clients import mark
from support.families import CLIENT_KEY, LISTED_MODEL
from support.talk import MODEL


class TestServices(FamilyCases):
    form = "messages"

    @pytest.fixture
    def client(self, site):
        with anthropic.Anthropic(base_url=site.url, api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    def test_tokens_are_counted(self, site, kind, client, words):
        asked = {
            "model": MODEL, "system": "Be kind.", "messages": [{"role": "user", "content": words}],
            "tools": [{"name": "get_time", "description": "Tells the time.", "input_schema": {"type": "object"}}]}
        few = client.messages.count_tokens(**asked).input_tokens
        if kind.speaks("messages"):
            request = site.upstream.only_request
            assert request.target == "/v1/messages/count_tokens"
            assert few == json.loads(request.answered)["input_tokens"]
            assert site.last.get("x-isartor-estimate") is None
        else:
            assert site.last["x-isartor-estimate"] == "true"
            # Four letters make about one token.
            assert len(words) / 8 < few < len(words)
            assert site.upstream.requests == []
        asked["messages"][0]["content"] = words * 40
        assert client.messages.count_tokens(**asked).input_tokens > 10 * few

    def test_the_models_are_listed(self, site, client):
        page = client.models.list(limit=20)
        assert [model.id for model in page] == [LISTED_MODEL]
        assert page.has_more is False
        assert client.models.retrieve(LISTED_MODEL).type == "model"
        with pytest.raises(anthropic.NotFoundError):
            client.models.retrieve("unheard-of")

    def test_a_thread_is_asked_of_its_own_provider_each_time(self, site, kind, client, words):
        def ask():
            return client.messages.create(
                model=MODEL, max_tokens=400, messages=[{"role": "user", "content": words}],
                extra_body={"thread": {"type": "create"}})

        if kind.speaks("messages"):
            for count in (1, 2):
                assert ask().content
                assert site.last["x-isartor-layer"] == "l3"
                assert site.upstream.generations == count
            assert site.upstream.requests[-1].json["thread"] == {"type": "create"}
            return
        with pytest.raises(anthropic.BadRequestError) as caught:
            ask()
        error = caught.value.body["error"]
        assert error["details"]["error_code"] == "thread_unsupported_request"
        assert "thread" in error["message"]
        assert site.upstream.requests == []

    @BOTH_FORMS
    def test_a_tool_runner_gets_to_its_end(self, site, kind, client, words, streamed):
        calls = []

        @anthropic.beta_tool
        def get_weather(city: str) -> str:
            """Tells the weather of a city."""
            calls.append(city)
            return f"sunny in {city}"

        asked = words + mark(tool="get_weather", tool_input='{"city":"Bivio"}')
        runner = client.beta.messages.tool_runner(
            model=MODEL, max_tokens=400, tools=[get_weather], stream=streamed,
            messages=[{"role": "user", "content": asked}])
        message = runner.until_done()
        assert calls == ["Bivio"]
        assert 'The tool returned: "sunny in Bivio"' in message.content[0].text
        refused = [head for head in site.tap.heads if head.status != 200]
        is_threaded = int(anthropic.__version__.split(".")[0]) >= 2
        # The second version keeps its talks in threads; told that there are none, it sends everything.
        assert len(refused) == (1 if is_threaded and not kind.speaks("messages") else 0)
        assert {head.status for head in refused} <= {400}
        site.assert_answered(self.form, requests=2)
