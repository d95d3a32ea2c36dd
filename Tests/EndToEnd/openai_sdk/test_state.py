# SPDX-License-Identifier: Apache-2.0
"""State that a provider of OpenAI's family keeps: passed on uncached, or refused so that the client resends."""

import openai
import pytest
from support.cases import FamilyCases
from support.families import CLIENT_KEY, PROVIDER_KEY
from support.talk import MODEL


class TestState(FamilyCases):
    @pytest.fixture
    def client(self, site):
        with openai.OpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    def refusal(self, site, ask):
        """The code of the error that `ask` raises; the provider must hear nothing of it."""
        before = site.upstream.generations
        with pytest.raises(openai.BadRequestError) as caught:
            ask()
        assert site.upstream.generations == before
        return caught.value

    def test_an_answer_is_continued_by_its_id(self, site, kind, client, words):
        first = client.responses.create(model=MODEL, input=words)

        def ask():
            return client.responses.create(model=MODEL, input="And then?", previous_response_id=first.id)

        if not kind.speaks("responses"):
            error = self.refusal(site, ask)
            assert error.code == "previous_response_not_found"
            assert error.param == "previous_response_id"
            # What agents do then: they send all of it.
            history = [{"role": "user", "content": words}, *[item.model_dump() for item in first.output]]
            again = client.responses.create(
                model=MODEL, input=[*history, {"role": "user", "content": "And then?"}])
            assert "And then?" in again.output_text
            return
        for _ in range(2):
            answer = ask()
            assert answer.previous_response_id == first.id
            assert "And then?" in answer.output_text
            assert site.last["x-isartor-layer"] == "l3", "it is asked of the provider each time"
        assert site.upstream.generations == 3
        assert site.upstream.requests[-1].json["previous_response_id"] == first.id

    def test_an_unknown_id_is_the_same_error_everywhere(self, site, kind, client, words):
        with pytest.raises(openai.BadRequestError) as caught:
            client.responses.create(model=MODEL, input=words, previous_response_id="resp_unheard_of")
        assert caught.value.code == "previous_response_not_found"
        assert len(site.upstream.requests) == (1 if kind.speaks("responses") else 0)

    @pytest.mark.parametrize(
        ("field", "value"), [("conversation", "conv_of_these_tests"), ("store", True), ("background", True)])
    def test_kept_state_is_refused_elsewhere(self, site, kind, client, words, field, value):
        def ask():
            return client.responses.create(model=MODEL, input=words, **{field: value})

        if not kind.speaks("responses"):
            error = self.refusal(site, ask)
            assert error.code == "state_not_supported"
            assert field in error.message
            return
        if field == "conversation":
            with pytest.raises(openai.NotFoundError):
                ask()
            return
        for count in (1, 2):
            assert ask().id
            assert site.last["x-isartor-layer"] == "l3"
            assert site.upstream.generations == count

    def test_a_conversation_goes_on(self, site, kind, client, words):
        if not kind.speaks("responses"):
            pytest.skip("the provider keeps no conversations")
        conversation = site.upstream.post("/v1/conversations", b"{}", authorization="Bearer " + PROVIDER_KEY).json
        for count in (1, 2):
            answer = client.responses.create(model=MODEL, input=words, conversation=conversation["id"])
            assert answer.output_text
            assert site.upstream.generations == count

    def test_a_stored_answer_is_read_and_forgotten(self, site, kind, client, words):
        if not kind.speaks("responses"):
            error = self.refusal(site, lambda: client.responses.retrieve("resp_of_these_tests"))
            assert error.code == "operation_not_supported"
            return
        first = client.responses.create(model=MODEL, input=words)
        assert client.responses.retrieve(first.id).output_text == first.output_text
        client.responses.delete(first.id)
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve(first.id)

    def test_chats_that_are_to_be_stored(self, site, kind, client, words):
        def ask():
            messages = [{"role": "user", "content": words}]
            return client.chat.completions.create(model=MODEL, messages=messages, store=True)

        if not kind.speaks("chat"):
            error = self.refusal(site, ask)
            assert error.code == "state_not_supported" and "store" in error.message
            return
        for count in (1, 2):
            assert ask().choices[0].message.content
            assert site.upstream.generations == count, "an answer that the provider keeps is not ours to repeat"
