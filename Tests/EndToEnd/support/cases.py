# SPDX-License-Identifier: Apache-2.0
"""What every client must get from every kind of provider, of its own family or of another one.

A suite derives a class from these for each of its clients, names the wire format that the client speaks (`form`) and
gives it a fixture `speaker`. Every case runs once for each kind of provider.
"""

import json

import pytest
from support import asked
from support.clients import PIXEL, mark
from support.families import KINDS
from support.talk import CLOCK, TRIP_SCHEMA, WEATHER, Question

# The short set asks a provider of each vendor; the full set one of each kind.
SHORT_KINDS = {"openai", "anthropic", "gemini"}
KIND_PARAMETERS = [
    kind if kind.name in SHORT_KINDS else pytest.param(kind, marks=pytest.mark.full) for kind in KINDS]
BOTH_FORMS = pytest.mark.parametrize("streamed", [False, True], ids=["json", "stream"])
EIGHT_WORDS = "one two three four five six seven eight"


class FamilyCases:
    """The fixtures of all cases, and nothing to run."""

    form = None
    # What the library cannot ask for or does not show, so that its cases are left out.
    lacks = frozenset()

    @pytest.fixture(params=KIND_PARAMETERS, ids=lambda kind: kind.name)
    def kind(self, request):
        return request.param

    @pytest.fixture
    def site(self, kind, sites, upstream):
        """A gateway in front of a provider of that kind; the fake upstream's books are empty."""
        return sites.of(kind)

    @pytest.fixture
    def words(self, request):
        """Words that no other test of the run asks with: the cases run once for each client."""
        return f"Please answer for {request.cls.__name__} {request.node.name}."

    def require(self, *abilities):
        """Leaves the case out where the library cannot do what it is about."""
        missing = self.lacks.intersection(abilities)
        if missing:
            pytest.skip(f"the library has no {', '.join(sorted(missing))}")

    def seen(self, site):
        """What the provider was asked last."""
        return asked.of(site.upstream.requests[-1])


class AnswerCases(FamilyCases):
    """Text, instructions, images, schemas, stops and counts."""

    @BOTH_FORMS
    def test_an_answer_says_what_the_provider_said(self, site, speaker, words, streamed):
        reply = speaker.ask(Question(words + mark(text=f'"{EIGHT_WORDS}"'), streamed))
        assert reply.text == EIGHT_WORDS
        assert reply.stop == "end"
        assert reply.calls == [] and reply.refusal == "" and reply.thinking == ""
        if streamed:
            assert reply.pieces > 2
        if "usage" not in self.lacks:
            assert reply.usage == site.billed
            assert min(reply.usage) > 0
        site.assert_answered(self.form)
        assert any(words in text for text in self.seen(site).said)

    @pytest.mark.full
    def test_any_script_and_emoji_pass_unharmed(self, site, speaker, words):
        said = "Grüße aus 山 — und 🏔️! \u2028\t\"quoted\" \\ back"
        if "line separators" in self.lacks:
            said = said.replace("\u2028", "")
        for streamed in (False, True):
            reply = speaker.ask(Question(f"{said} {words} {streamed}" + mark(text=json.dumps(said)), streamed))
            assert reply.text == said
            assert any(said in text for text in self.seen(site).said)

    def test_instructions_reach_the_provider_as_instructions(self, site, speaker, words):
        reply = speaker.ask(Question(words, system="Speak as a mountain guide."))
        assert reply.text
        assert self.seen(site).instructions == ["Speak as a mountain guide."]
        assert not any("mountain guide" in text for text in self.seen(site).said)
        site.assert_answered(self.form)

    def test_an_image_reaches_the_provider(self, site, speaker, words):
        self.require("images")
        assert speaker.ask(Question(words, image=PIXEL)).text
        assert PIXEL in self.seen(site).everything
        site.assert_answered(self.form)

    @BOTH_FORMS
    def test_an_answer_follows_its_schema(self, site, speaker, words, streamed):
        self.require("schemas", *(["streamed schemas"] if streamed else []))
        reply = speaker.ask(Question(words, streamed, schema=TRIP_SCHEMA))
        assert set(json.loads(reply.text)) == {"place", "nights"}
        site.assert_answered(self.form)
        if "native schemas" not in self.lacks:
            given = self.seen(site).schema
            assert set(given["properties"]) == set(given["required"]) == {"place", "nights"}

    @BOTH_FORMS
    def test_an_answer_that_is_too_long_says_so(self, site, speaker, words, streamed):
        reply = speaker.ask(Question(words + mark(text=f'"{EIGHT_WORDS * 20}"'), streamed, limit=20))
        assert reply.stop == "length"
        assert EIGHT_WORDS.startswith(reply.text[:20]) and 20 < len(reply.text) <= 80
        assert self.seen(site).limit == 20

    @BOTH_FORMS
    def test_a_stop_sequence_ends_the_answer(self, site, kind, speaker, words, streamed):
        self.require("stops")
        question = Question(words + mark(text='"one END two"'), streamed, stops=["END"])
        if kind.asked_in(self.form) == "responses":
            # OpenAI's responses know no stop sequences at all: an answer without them would be another one.
            with pytest.raises(speaker.error) as caught:
                speaker.ask(question)
            assert speaker.status_of(caught.value) == 400
            assert "stop" in str(caught.value)
            assert site.upstream.generations == 0
            return
        reply = speaker.ask(question)
        assert reply.text.rstrip() == "one"
        assert reply.stop in ("end", "stop_sequence")
        assert self.seen(site).stops == ["END"]

    @BOTH_FORMS
    def test_a_refusal_is_told(self, site, kind, speaker, words, streamed):
        self.require("refusals", *(["streamed refusals"] if streamed else []))
        reply = speaker.ask(Question(words + mark(refusal='"I will not."'), streamed))
        assert reply.stop == "refusal" or "I will not." in reply.refusal + reply.text
        site.assert_answered(self.form)

    @BOTH_FORMS
    def test_thinking_is_shown(self, site, speaker, words, streamed):
        self.require("thinking")
        reply = speaker.ask(Question(words, streamed, thinking=True))
        if self.form == "chat" and site.kind.asked_in("chat") in ("responses", "gemini"):
            # OpenAI shows no thinking in chat completions; where it has to be asked for, it is not.
            assert self.seen(site).effort
        else:
            assert reply.thinking.startswith("Let me think about")
        assert reply.text.startswith("Fake answer")
        if "usage" not in self.lacks:
            assert reply.usage == site.billed
        site.assert_answered(self.form)


class ToolCases(FamilyCases):
    """Tools: offered, called, called side by side, and answered."""

    @BOTH_FORMS
    def test_a_tool_is_called_and_its_result_comes_back(self, site, speaker, words, streamed):
        question = Question(
            words + mark(tool="get_weather", tool_input='{"city":"Sils Maria","days":3}'), streamed, tools=[WEATHER])
        reply = speaker.ask(question)
        [call] = reply.calls
        assert (call.name, call.input) == ("get_weather", {"city": "Sils Maria", "days": 3})
        assert call.id
        assert reply.stop == "tools"
        assert set(self.seen(site).tools["get_weather"]["properties"]) == {"city", "days"}
        site.assert_answered(self.form)

        after = speaker.ask(question.after(reply, {"get_weather": "sunny, 7 degrees"}))
        assert "The tool returned:" in after.text and "sunny, 7 degrees" in after.text
        assert after.calls == [] and after.stop == "end"
        [result] = self.seen(site).results.values()
        assert "sunny, 7 degrees" in result
        site.assert_answered(self.form, requests=2)

    @BOTH_FORMS
    def test_two_tools_are_called_side_by_side(self, site, speaker, words, streamed):
        question = Question(
            words + mark(tool="get_weather,get_time", tool_input='{"city":"Guarda"}'), streamed,
            tools=[WEATHER, CLOCK])
        reply = speaker.ask(question)
        assert [(call.name, call.input) for call in reply.calls] == [
            ("get_weather", {"city": "Guarda"}), ("get_time", {"city": "Guarda"})]
        assert len({call.id for call in reply.calls}) == 2
        assert reply.stop == "tools"
        site.assert_answered(self.form)

        after = speaker.ask(question.after(reply, {"get_weather": "fog", "get_time": "noon"}))
        assert after.calls == [] and after.stop == "end"
        assert "fog" in after.text and "noon" in after.text
        assert ["fog" in result for result in self.seen(site).results.values()] == [True, False]
        assert ["noon" in result for result in self.seen(site).results.values()] == [False, True]

    @pytest.mark.full
    @BOTH_FORMS
    def test_the_same_tool_is_called_three_times(self, site, speaker, words, streamed):
        reply = speaker.ask(Question(
            words + mark(tool="get_weather", tools=3, tool_input='{"city":"Vrin"}'), streamed, tools=[WEATHER]))
        assert [(call.name, call.input) for call in reply.calls] == [("get_weather", {"city": "Vrin"})] * 3
        assert len({call.id for call in reply.calls}) == 3

    @pytest.mark.full
    @BOTH_FORMS
    def test_words_may_come_before_a_call(self, site, speaker, words, streamed):
        reply = speaker.ask(Question(
            words + mark(text='"Let me see."', tool="get_weather", tool_input='{"city":"Bivio"}'), streamed,
            tools=[WEATHER]))
        assert reply.text == "Let me see."
        assert [call.input for call in reply.calls] == [{"city": "Bivio"}]
        assert reply.stop == "tools"

    def test_a_tool_that_must_be_called_is_called(self, site, speaker, words):
        self.require("forced tools")
        reply = speaker.ask(Question(words, tools=[WEATHER, CLOCK], forced="get_time"))
        assert [call.name for call in reply.calls] == ["get_time"]
        site.assert_answered(self.form)


class ErrorCases(FamilyCases):
    """A refusal of the provider is the library's own error, whatever the provider's format is."""

    @BOTH_FORMS
    @pytest.mark.parametrize("status", [400, 401, 429, 500])
    def test_a_refusal_of_the_provider_is_told(self, site, speaker, words, status, streamed):
        before = site.upstream.generations
        with pytest.raises(speaker.error) as caught:
            speaker.ask(Question(words + mark(fault=f"status-{status}", retry_after=7), streamed))
        assert speaker.status_of(caught.value) == status
        given = json.loads(site.upstream.requests[0].answered)["error"]["message"]
        assert given in str(caught.value), "the provider's own words"
        assert site.upstream.generations == before + 1
        if status == 429:
            assert site.last.get("retry-after") == "7"

    def test_a_stream_that_breaks_raises(self, site, speaker, words):
        self.require("broken streams")
        for count in (1, 2):
            with pytest.raises(speaker.broken):
                speaker.ask(Question(words + mark(fault="cut"), streamed=True))
            assert site.upstream.generations == count, "half an answer is not kept"


class CacheCases(FamilyCases):
    """The same question is asked of the provider once."""

    @BOTH_FORMS
    @pytest.mark.parametrize("shape", ["text", "tools", "thinking"])
    def test_a_repeat_is_answered_from_the_cache(self, site, speaker, words, shape, streamed):
        if shape == "thinking":
            self.require("thinking")
        marks = {
            "text": "", "thinking": "",
            "tools": mark(text='"Let me see."', tool="get_weather,get_time", tool_input='{"city":"Bivio"}')}
        question = Question(
            words + marks[shape], streamed, system="Be kind.", thinking=shape == "thinking",
            tools=[WEATHER, CLOCK] if shape == "tools" else [])
        first = speaker.ask(question)
        assert site.last["x-isartor-layer"] == "l3"
        again = speaker.ask(question)
        assert site.last["x-isartor-layer"] == "l1a"
        assert site.last["x-isartor-deflected"] == "true"
        assert site.last["x-isartor-provider"] == site.kind.provider
        question.streamed = not streamed
        otherwise = speaker.ask(question)
        assert site.last["x-isartor-layer"] == "l1a"
        assert site.upstream.generations == 1
        for reply in (again, otherwise):
            for field in ("text", "thinking", "calls", "stop"):
                assert getattr(reply, field) == getattr(first, field), field


class ClientCases(AnswerCases, ToolCases, ErrorCases, CacheCases):
    """All of them."""
