# SPDX-License-Identifier: Apache-2.0
"""What the `openai` library asks for beside answers: embeddings, legacy completions and models."""

import json

import openai
import pytest
from support.cases import FamilyCases
from support.families import CLIENT_KEY, LISTED_MODEL

EMBEDDING_MODEL = "text-embedding-3-small"


class TestServices(FamilyCases):
    @pytest.fixture
    def client(self, site):
        with openai.OpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    def assert_refused(self, site, ask):
        """The documented error, in the library's own shape, and no request to the provider."""
        with pytest.raises(openai.BadRequestError) as caught:
            ask()
        assert caught.value.code == "operation_not_supported"
        assert site.kind.provider in caught.value.message
        assert site.upstream.requests == []

    @pytest.mark.parametrize("form", [None, "float", "base64"], ids=["usual", "float", "base64"])
    def test_embeddings_are_those_of_the_own_family(self, site, kind, client, words, form):
        more = {"encoding_format": form} if form else {}

        def ask():
            return client.embeddings.create(model=EMBEDDING_MODEL, input=[words, "other words"], **more)

        if not kind.speaks("chat"):
            return self.assert_refused(site, ask)
        answer = ask()
        request = site.upstream.only_request
        assert request.target == "/v1/embeddings"
        # Unless asked otherwise, the library gets base64 and makes floats of it.
        assert request.json["encoding_format"] == (form or "base64")
        given = json.loads(request.answered)
        assert [entry.index for entry in answer.data] == [0, 1]
        if form == "base64":
            assert [entry.embedding for entry in answer.data] == [entry["embedding"] for entry in given["data"]]
        else:
            assert len(answer.data[0].embedding) == len(answer.data[1].embedding) > 8
            assert all(isinstance(value, float) for value in answer.data[0].embedding)
        assert answer.usage.total_tokens == given["usage"]["total_tokens"] > 0
        assert site.last["x-isartor-layer"] == "l3"
        return None

    @pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
    def test_legacy_completions_are_those_of_the_own_family(self, site, kind, client, words, streamed):
        def ask():
            answer = client.completions.create(model="gpt-3.5-turbo-instruct", prompt=words, stream=streamed)
            if not streamed:
                return answer.choices[0].text
            with answer:
                return "".join(choice.text for chunk in answer for choice in chunk.choices)

        if not kind.speaks("chat"):
            return self.assert_refused(site, ask)
        assert ask()
        assert site.upstream.only_request.target == "/v1/completions"
        assert site.last["x-isartor-layer"] == "l3"
        return None

    def test_the_models_are_listed(self, site, client):
        models = list(client.models.list())
        assert [model.id for model in models] == [LISTED_MODEL]
        assert (models[0].object, models[0].owned_by) == ("model", site.kind.provider)
        assert client.models.retrieve(LISTED_MODEL).id == LISTED_MODEL
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("unheard-of")
