# SPDX-License-Identifier: Apache-2.0
"""One question, asked by clients of all families one after the other, is asked of the provider once."""

import contextlib

import anthropic
import openai
import pytest
from google import genai
from support.cases import FamilyCases
from support.clients import PIXEL, mark
from support.families import CLIENT_KEY
from support.speakers.chat import ChatSpeaker
from support.speakers.gemini import GeminiSpeaker
from support.speakers.messages import MessagesSpeaker
from support.speakers.responses import ResponsesSpeaker
from support.talk import CLOCK, TRIP_SCHEMA, WEATHER, Question

FORMS = ["chat", "responses", "messages", "gemini"]
# All of them name it: Anthropic's clients must, and it is part of the question.
LIMIT = 500


class TestSurfaces(FamilyCases):
    @pytest.fixture
    def speakers(self, site):
        """A client of every family, each on its own path to the same gateway."""
        options = {"api_key": CLIENT_KEY, "max_retries": 0, "timeout": 30}
        with contextlib.ExitStack() as clients:
            by_openai = clients.enter_context(openai.OpenAI(base_url=site.url + "/v1", **options))
            # Another version of the API may answer otherwise, and so shares no answers.
            by_anthropic = clients.enter_context(anthropic.Anthropic(
                base_url=site.url, default_headers={"anthropic-version": "2023-06-01"}, **options))
            by_google = genai.Client(api_key=CLIENT_KEY, http_options={"base_url": site.url})
            yield {
                "chat": ChatSpeaker(by_openai), "responses": ResponsesSpeaker(by_openai),
                "messages": MessagesSpeaker(by_anthropic), "gemini": GeminiSpeaker(by_google)}

    def ask_all(self, site, speakers, first, question, streamed=(False, False), forms=FORMS):
        """The replies by surface; only the first one may be the provider's work."""
        replies = {}
        for form in sorted(forms, key=lambda form: form != first):
            question.streamed = streamed[form != first]
            replies[form] = speakers[form].ask(question)
            assert site.last["x-isartor-layer"] == ("l3" if form == first else "l1a"), form
            assert site.upstream.generations == 1
        return replies

    @pytest.mark.parametrize("streamed", [(False, False), (True, False), (False, True), (True, True)],
                             ids=["json-json", "stream-json", "json-stream", "stream-stream"])
    @pytest.mark.parametrize("first", FORMS)
    def test_plain_words(self, site, speakers, words, first, streamed):
        question = Question(words, system="Be kind.", limit=LIMIT)
        replies = self.ask_all(site, speakers, first, question, streamed)
        assert len({reply.text for reply in replies.values()}) == 1
        assert {reply.stop for reply in replies.values()} == {"end"}
        assert replies[first].text.startswith("Fake answer")
        assert len({reply.usage for reply in replies.values()}) == 1

    @pytest.mark.parametrize("streamed", [(False, True), (True, False)], ids=["json-stream", "stream-json"])
    @pytest.mark.parametrize("first", FORMS)
    def test_tools(self, site, speakers, words, first, streamed):
        asked = words + mark(text='"Let me see."', tool="get_weather,get_time", tool_input='{"city":"Soglio"}')
        replies = self.ask_all(
            site, speakers, first, Question(asked, tools=[WEATHER, CLOCK], limit=LIMIT), streamed)
        for reply in replies.values():
            assert reply.text == "Let me see."
            assert [(call.name, call.input) for call in reply.calls] == [
                ("get_weather", {"city": "Soglio"}), ("get_time", {"city": "Soglio"})]
            assert reply.stop == "tools"
        assert len({tuple(call.id for call in reply.calls) for reply in replies.values()}) == 1

    @pytest.mark.parametrize("first", FORMS)
    def test_the_turn_after_a_tool(self, site, kind, speakers, words, first):
        asked = words + mark(tool="get_weather", tool_input='{"city":"Soglio"}')
        question = Question(asked, tools=[WEATHER], limit=LIMIT)
        replies = self.ask_all(site, speakers, first, question)
        texts = set()
        for form in sorted(FORMS, key=lambda form: form != first):
            after = question.after(replies[form], {"get_weather": "snow"})
            texts.add(speakers[form].ask(after).text)
            assert site.last["x-isartor-layer"] == ("l3" if form == first else "l1a"), form
        assert len(texts) == 1 and 'The tool returned: "snow"' in texts.pop()
        assert site.upstream.generations == 2

    @pytest.mark.parametrize("first", FORMS)
    def test_an_answer_of_a_schema(self, site, kind, speakers, words, first):
        # With OpenAI a schema has a name, which the model reads.
        forms = FORMS[:2] if first in FORMS[:2] else FORMS[2:]
        replies = self.ask_all(
            site, speakers, first, Question(words, schema=TRIP_SCHEMA, limit=LIMIT), forms=forms)
        assert len({reply.text for reply in replies.values()}) == 1

    @pytest.mark.parametrize("form", FORMS)
    def test_another_question_is_another_answer(self, site, speakers, words, form):
        self.ask_all(site, speakers, "chat", Question(words, limit=LIMIT))
        others = [
            Question(words + "!", limit=LIMIT), Question(words, limit=LIMIT + 1),
            Question(words, system="Be kind.", limit=LIMIT), Question(words, tools=[WEATHER], limit=LIMIT),
            Question(words, image=PIXEL, limit=LIMIT), Question(words, model="another-model", limit=LIMIT),
            Question(words, schema=TRIP_SCHEMA, limit=LIMIT)]
        for count, other in enumerate(others, 2):
            speakers[form].ask(other)
            assert site.upstream.generations == count
