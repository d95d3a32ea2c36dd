# SPDX-License-Identifier: Apache-2.0
"""What the `google-genai` library asks for beside answers: token counts, embeddings, models, and raw streams."""

import json

import pytest
from google import genai
from google.genai import errors, types
from support import asked, wire
from support.cases import FamilyCases
from support.clients import PIXEL, mark
from support.families import CLIENT_KEY, LISTED_MODEL
from support.talk import MODEL


class TestServices(FamilyCases):
    form = "gemini"

    @pytest.fixture
    def client(self, site):
        return genai.Client(api_key=CLIENT_KEY, http_options={"base_url": site.url})

    def test_tokens_are_counted(self, site, kind, client, words):
        few = client.models.count_tokens(model=MODEL, contents=words).total_tokens
        if kind.speaks("gemini"):
            request = site.upstream.only_request
            assert request.target.endswith(f"/models/{MODEL}:countTokens")
            assert few == json.loads(request.answered)["totalTokens"]
            assert site.last.get("x-isartor-estimate") is None
        else:
            assert site.last["x-isartor-estimate"] == "true"
            assert len(words) / 8 < few < len(words)
            assert site.upstream.requests == []
        assert client.models.count_tokens(model=MODEL, contents=words * 40).total_tokens > 10 * few

    def test_embeddings_are_those_of_the_own_family(self, site, kind, client, words):
        def ask():
            return client.models.embed_content(model="gemini-embedding-001", contents=[words, "other words"])

        if kind.speaks("gemini"):
            embeddings = ask().embeddings
            assert len(embeddings) == 2
            assert len(embeddings[0].values) == len(embeddings[1].values) > 8
            assert embeddings[0].values != embeddings[1].values
            return
        with pytest.raises(errors.ClientError) as caught:
            ask()
        assert caught.value.code == 400
        assert site.kind.provider in caught.value.message
        assert site.upstream.requests == []

    def test_the_models_are_listed(self, site, client):
        models = list(client.models.list())
        assert [model.name for model in models] == ["models/" + LISTED_MODEL]
        assert client.models.get(model=LISTED_MODEL).name == "models/" + LISTED_MODEL
        with pytest.raises(errors.ClientError) as caught:
            client.models.get(model="unheard-of")
        assert (caught.value.code, caught.value.status) == (404, "NOT_FOUND")

    def test_a_chat_runs_functions_by_itself(self, site, client, words):
        calls = []

        def get_weather(city: str) -> str:
            """Tells the weather of a city."""
            calls.append(city)
            return f"sunny in {city}"

        chat = client.chats.create(model=MODEL, config=types.GenerateContentConfig(tools=[get_weather]))
        answer = chat.send_message(words + mark(tool="get_weather", tool_input='{"city":"Bivio"}'))
        assert calls == ["Bivio"]
        assert "sunny in Bivio" in answer.text
        site.assert_answered(self.form, requests=2)
        assert "And then?" in chat.send_message("And then?").text
        assert words in asked.of(site.upstream.requests[-1]).said[0]

    @pytest.mark.parametrize("version", ["/v1beta", "/v1", ""], ids=["v1beta", "v1", "none"])
    @pytest.mark.parametrize("spelling", ["camel", "snake"])
    def test_every_version_and_spelling_is_understood(self, site, words, version, spelling):
        image = {"mimeType": "image/png", "data": PIXEL}
        body = {
            "systemInstruction": {"parts": [{"text": "Be kind."}]},
            "contents": [{"role": "user", "parts": [{"text": words}, {"inlineData": image}]}],
            "generationConfig": {"maxOutputTokens": 77}}
        if spelling == "snake":
            body = {
                "system_instruction": {"parts": [{"text": "Be kind."}]},
                "contents": [{"role": "user", "parts": [
                    {"text": words}, {"inline_data": {"mime_type": "image/png", "data": PIXEL}}]}],
                "generation_config": {"max_output_tokens": 77}}
        answer = wire.request(
            site.gateway.port, "POST", f"{version}/models/{MODEL}:generateContent", body=json.dumps(body).encode(),
            headers={"content-type": "application/json", "x-goog-api-key": CLIENT_KEY})
        assert answer.status == 200, answer.body
        assert words in answer.json["candidates"][0]["content"]["parts"][0]["text"]
        seen = self.seen(site)
        assert seen.instructions == ["Be kind."]
        assert PIXEL in seen.everything
        assert seen.limit == 77

    def test_a_stream_without_events_is_one_array(self, site, words):
        body = json.dumps({"contents": [{"parts": [{"text": words + mark(text='"one two three four"')}]}]}).encode()
        for layer in ("l3", "l1a"):
            answer = wire.request(
                site.gateway.port, "POST", f"/v1beta/models/{MODEL}:streamGenerateContent", body=body,
                headers={"content-type": "application/json", "x-goog-api-key": CLIENT_KEY})
            assert answer.status == 200, answer.body
            assert answer.header("content-type").startswith("application/json")
            assert answer.header("x-isartor-layer") == layer
            chunks = answer.json
            assert len(chunks) > 1
            parts = [part for chunk in chunks for part in chunk["candidates"][0]["content"].get("parts", [])]
            assert "".join(part["text"] for part in parts) == "one two three four"
            assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"
            assert chunks[-1]["usageMetadata"]["totalTokenCount"] > 0
