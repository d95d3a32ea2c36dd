# SPDX-License-Identifier: Apache-2.0
"""What every agent framework must get from every kind of provider: its loop runs real functions of the test.

A suite derives a class for each of its models, names the wire format (`form`) and gives it a fixture `agent` with the
method `run(words, …)`, which returns a `Run`, and with `error` and `status_of(error)` as speakers have them.
"""

import dataclasses
import json

import pydantic
import pytest
from support.cases import BOTH_FORMS, EIGHT_WORDS, FamilyCases
from support.clients import PIXEL, mark


class Trip(pydantic.BaseModel):
    """A structured answer."""

    place: str
    nights: int


@dataclasses.dataclass
class Run:
    """How an agent's run ended: with a text, or with a `Trip`."""

    output: object
    # In how many pieces a streamed text came.
    pieces: int = 0
    thinking: str = ""


class Tools:
    """Two functions that an agent can call; `calls` are those that were made."""

    def __init__(self):
        self.calls = []

    def get_weather(self, city: str) -> str:
        """Tells the weather of a city."""
        self.calls.append(("get_weather", city))
        return f"sunny in {city}"

    def get_time(self, city: str) -> str:
        """Tells the time of a city."""
        self.calls.append(("get_time", city))
        return f"noon in {city}"


class AgentCases(FamilyCases):
    """A conversation, a loop with tools, a typed answer, refusals and repeats."""

    @BOTH_FORMS
    def test_an_answer_says_what_the_provider_said(self, site, agent, words, streamed):
        run = agent.run(words + mark(text=f'"{EIGHT_WORDS}"'), streamed=streamed, instructions="Be kind.")
        assert run.output == EIGHT_WORDS
        if streamed:
            assert run.pieces > 2
        assert self.seen(site).instructions == ["Be kind."]
        assert any(words in text for text in self.seen(site).said)
        site.assert_answered(self.form)

    @BOTH_FORMS
    def test_a_tool_runs_and_its_result_is_answered(self, site, agent, words, streamed):
        tools = Tools()
        asked = words + mark(tool="get_weather", tool_input='{"city":"Sils Maria"}')
        run = agent.run(asked, tools=tools, streamed=streamed)
        assert tools.calls == [("get_weather", "Sils Maria")]
        assert "The tool returned:" in run.output and "sunny in Sils Maria" in run.output
        assert ["sunny in Sils Maria" in result for result in self.seen(site).results.values()] == [True]
        site.assert_answered(self.form, requests=2)

    @BOTH_FORMS
    def test_two_tools_run_side_by_side(self, site, agent, words, streamed):
        tools = Tools()
        asked = words + mark(tool="get_weather,get_time", tool_input='{"city":"Guarda"}')
        run = agent.run(asked, tools=tools, streamed=streamed)
        assert sorted(tools.calls) == [("get_time", "Guarda"), ("get_weather", "Guarda")]
        assert "sunny in Guarda" in run.output and "noon in Guarda" in run.output
        assert len(self.seen(site).results) == 2
        site.assert_answered(self.form, requests=2)

    def test_an_answer_has_the_type_that_was_asked_for(self, site, agent, words):
        run = agent.run(words, output_type=Trip)
        assert isinstance(run.output, Trip)
        site.assert_answered(self.form)

    def test_an_image_reaches_the_provider(self, site, agent, words):
        assert agent.run(words, image=PIXEL).output
        assert PIXEL in self.seen(site).everything
        site.assert_answered(self.form)

    @BOTH_FORMS
    def test_thinking_is_shown(self, site, agent, words, streamed):
        self.require("thinking")
        run = agent.run(words, streamed=streamed, thinking=True)
        if self.form == "chat" and site.kind.asked_in("chat") in ("responses", "gemini"):
            # OpenAI shows no thinking in chat completions; where it has to be asked for, it is not.
            assert self.seen(site).effort
        else:
            assert run.thinking.startswith("Let me think about")
        assert run.output.startswith("Fake answer")
        site.assert_answered(self.form)

    @BOTH_FORMS
    @pytest.mark.parametrize("status", [400, 401, 429, 500])
    def test_a_refusal_of_the_provider_is_told(self, site, agent, words, status, streamed):
        with pytest.raises(agent.error) as caught:
            agent.run(words + mark(fault=f"status-{status}"), streamed=streamed)
        assert agent.status_of(caught.value) == status
        given = json.loads(site.upstream.requests[0].answered)["error"]["message"]
        assert given in str(caught.value)
        assert site.upstream.generations == 1

    @BOTH_FORMS
    def test_a_second_run_is_answered_from_the_cache(self, site, agent, words, streamed):
        asked = words + mark(tool="get_weather,get_time", tool_input='{"city":"Bivio"}')
        runs = []
        for _ in range(2):
            tools = Tools()
            runs.append(agent.run(asked, tools=tools, streamed=streamed))
            assert len(tools.calls) == 2
        assert runs[0].output == runs[1].output
        assert [head["x-isartor-layer"] for head in site.tap.heads] == ["l3", "l3", "l1a", "l1a"]
        assert site.upstream.generations == 2
