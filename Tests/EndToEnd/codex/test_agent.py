# SPDX-License-Identifier: Apache-2.0
"""The Codex CLI works on a provider of every kind: its tools run, those in namespaces too, and repeats are free."""

import json

import pytest
from support import asked
from support.cases import FamilyCases
from support.clients import mark

pytestmark = pytest.mark.full


def running(command):
    """A prompt that makes the agent run a command."""
    given = json.dumps({"cmd": command}, separators=(",", ":"))
    return f"Please write a note. {mark(tool='exec_command', tool_input=given)}"


class TestCodex(FamilyCases):
    form = "responses"

    def test_a_command_runs_and_the_same_prompt_is_answered_from_the_cache(self, site, codex):
        for count in range(2):
            run = codex.run(site.url, running("echo hello > note.txt"))
            assert run.code == 0, run.output
            assert run.files == {"note.txt": "hello\n"}
            assert run.said.startswith("Fake answer")
            if count == 0:
                assert site.upstream.generations == 2, "the tool call, and the words after it"
                site.assert_answered(self.form, requests=2)
        # The CLI numbers a command's output at random and tells how long it took: that turn is another one each time.
        assert [head["x-isartor-layer"] for head in site.tap.heads] == ["l3", "l3", "l1a", "l3"]

    def test_a_repeat_costs_nothing(self, site, codex):
        for count in range(2):
            run = codex.run(site.url, "Hello again.")
            assert run.code == 0, run.output
            assert run.said.startswith("Fake answer")
            assert site.upstream.generations == 1, f"run {count + 1}"

    def test_several_commands_run_in_one_turn(self, site, codex):
        given = json.dumps({"cmd": "echo twice >> note.txt"}, separators=(",", ":"))
        run = codex.run(site.url, "Twice, please. " + mark(tool="exec_command", tools=2, tool_input=given))
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "twice\ntwice\n"}
        assert site.upstream.generations == 2

    def test_a_tool_in_a_namespace_runs(self, site, kind, codex):
        # Formats without namespaces know the tool by a longer name.
        name = "mcp__notes.add_note" if kind.speaks("responses") else "mcp__notes__add_note"
        given = json.dumps({"file": "note.txt", "text": "from afar"}, separators=(",", ":"))
        run = codex.run(site.url, "A note, please. " + mark(tool=name, tool_input=given))
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "from afar\n"}
        assert "unsupported call" not in run.output
        assert "noted: from afar" in run.said
        if not kind.speaks("responses"):
            assert name in asked.of(site.upstream.requests[0]).tools

    def test_its_tools_and_instructions_reach_the_provider(self, site, kind, codex):
        run = codex.run(site.url, "Hello.")
        assert run.code == 0, run.output
        seen = self.seen(site)
        assert any("Codex CLI" in text for text in seen.instructions)
        assert seen.said[-1] == "Hello."
        if not kind.speaks("responses"):
            assert {"exec_command", "write_stdin", "view_image"} <= set(seen.tools)

    def test_an_answer_follows_its_schema(self, site, kind, codex):
        schema = {
            "type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"],
            "additionalProperties": False}
        file = codex.home.parent / "schema.json"
        file.write_text(json.dumps(schema))
        run = codex.run(site.url, "Where to? " + mark(text='"{\\"place\\":\\"Vrin\\"}"'), "--output-schema", str(file))
        assert run.code == 0, run.output
        assert json.loads(run.said) == {"place": "Vrin"}
        if kind.speaks("gemini"):
            # Gemini takes no schema beside tools.
            assert "text.format" in site.dropped
        else:
            assert set(self.seen(site).schema["properties"]) == {"place"}

    @pytest.mark.parametrize("status", [400, 429])
    def test_a_refusal_of_the_provider_is_told(self, site, codex, status):
        run = codex.run(site.url, f"Hello. {mark(fault=f'status-{status}')}")
        assert run.code != 0
        given = json.loads(site.upstream.requests[0].answered)["error"]["message"]
        assert str(status) in run.output or given in run.output
        assert site.upstream.generations == 1
