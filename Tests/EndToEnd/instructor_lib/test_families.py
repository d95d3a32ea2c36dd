# SPDX-License-Identifier: Apache-2.0
"""instructor with a provider of every kind: it makes typed objects out of answers."""

import instructor
import openai
import pydantic
import pytest
from support import asked
from support.cases import FamilyCases
from support.clients import mark
from support.families import CLIENT_KEY
from support.talk import MODEL

pytestmark = pytest.mark.full


class Stay(pydantic.BaseModel):
    """A few nights somewhere."""

    place: str
    nights: int


class Journey(pydantic.BaseModel):
    """A journey with its stays."""

    name: str
    stays: list[Stay]


class TestChat(FamilyCases):
    form = "chat"

    @pytest.fixture
    def client(self, site):
        with openai.OpenAI(base_url=site.url + "/v1", api_key=CLIENT_KEY, max_retries=0, timeout=30) as client:
            yield client

    @pytest.mark.parametrize("mode", [instructor.Mode.TOOLS, instructor.Mode.JSON_SCHEMA], ids=["tools", "schema"])
    def test_an_answer_is_an_object(self, site, client, words, mode):
        asking = instructor.from_openai(client, mode=mode)
        question = {
            "model": MODEL, "response_model": Journey, "max_retries": 0,
            "messages": [{"role": "user", "content": words}]}
        journey = asking.chat.completions.create(**question)
        assert isinstance(journey, Journey)
        site.assert_answered(self.form)
        assert asking.chat.completions.create(**question).model_dump() == journey.model_dump()
        assert site.last["x-isartor-layer"] == "l1a"
        assert site.upstream.generations == 1

    def test_an_object_grows_with_its_stream(self, site, client, words):
        asking = instructor.from_openai(client, mode=instructor.Mode.TOOLS)
        given = '{"name":"North","stays":[{"place":"Abisko","nights":2},{"place":"Narvik","nights":1}]}'
        partial = list(asking.chat.completions.create_partial(
            model=MODEL, response_model=Journey, max_retries=0,
            messages=[{"role": "user", "content": words + mark(tool="Journey", tool_input=given)}]))
        assert len(partial) > 1
        assert partial[-1].model_dump() == Journey.model_validate_json(given).model_dump()
        site.assert_answered(self.form)

    def test_an_answer_of_the_wrong_shape_is_asked_for_again(self, site, client, words):
        asking = instructor.from_openai(client, mode=instructor.Mode.TOOLS)
        site.upstream.schedule({"tool": "Stay", "tool-input": {"place": 7}})
        stay = asking.chat.completions.create(
            model=MODEL, response_model=Stay, max_retries=2, messages=[{"role": "user", "content": words}],
            tool_choice="required")
        assert isinstance(stay, Stay)
        # The next questions hold the answers before and what was wrong with them.
        requests = len(site.upstream.requests)
        assert requests > 1
        site.assert_answered(self.form, requests=requests)
        assert len(asked.of(site.upstream.requests[1]).results) == 1
