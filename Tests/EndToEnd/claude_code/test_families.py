# SPDX-License-Identifier: Apache-2.0
"""The Claude Code CLI works on a provider of every kind, be it one that has never heard of Anthropic's format."""

import json

import pytest
from support import asked
from support.cases import FamilyCases
from support.clients import mark

pytestmark = pytest.mark.full
KEY = {"ANTHROPIC_API_KEY": "sk-client-key-of-these-tests"}


def bash(command):
    """The mark that makes the agent run a command."""
    given = json.dumps({"command": command, "description": "Write a note"}, separators=(",", ":"))
    return {"tool": "Bash", "tool_input": given}


class TestClaudeCode(FamilyCases):
    form = "messages"

    # The models differ in what they are sent: how they think, and instructions in the middle of the talk.
    @pytest.mark.parametrize("model", ["claude-sonnet-4-5", "opus", "haiku"])
    def test_a_command_runs_and_a_repeat_costs_nothing(self, site, claude, model):
        prompt = f"Please write a note about {model}. " + mark(**bash("echo hello > note.txt"))
        first = claude.run(site, prompt, "--model", model, **KEY)
        assert first.code == 0, first.output
        assert first.files == {"note.txt": "hello\n"}
        assert (first.result["subtype"], first.result["num_turns"]) == ("success", 2)
        assert site.upstream.generations == 2, "the tool call, and the words after it"
        assert {head.status for head in site.tap.heads} == {200}, "nothing was refused and sent again"
        site.assert_answered(self.form, requests=2)

        second = claude.run(site, prompt, "--model", model, **KEY)
        assert second.code == 0, second.output
        assert second.files == first.files
        assert second.said == first.said
        assert site.upstream.generations == 2, "the second process must not reach the provider"

    def test_several_commands_run_in_one_turn(self, site, claude):
        run = claude.run(site, "Twice, please. " + mark(tools=2, **bash("echo twice >> note.txt")), **KEY)
        assert run.code == 0, run.output
        assert run.files == {"note.txt": "twice\ntwice\n"}
        assert site.upstream.generations == 2
        assert len(self.seen(site).results) == 2

    def test_a_command_that_fails_is_told_to_the_model(self, site, claude):
        run = claude.run(site, "Fail, please. " + mark(**bash("echo broken-on-purpose >&2; exit 3")), **KEY)
        assert run.code == 0, run.output
        [result] = self.seen(site).results.values()
        assert "broken-on-purpose" in result
        assert "broken-on-purpose" in run.said

    def test_its_tools_and_instructions_reach_the_provider(self, site, kind, claude):
        run = claude.run(site, "Hello there.", **KEY)
        assert run.code == 0, run.output
        seen = asked.of(site.upstream.requests[-1])
        assert {"Bash", "Read", "Edit", "Write"} <= set(seen.tools)
        assert any("Claude" in text for text in seen.instructions)
        assert any("Hello there." in text for text in seen.said)
        if not kind.speaks("messages"):
            assert "x-anthropic-billing-header" not in seen.everything
            assert "cache_control" not in seen.everything

    def test_it_counts_what_fills_its_context(self, site, claude):
        run = claude.run(site, "/context", **KEY)
        assert run.code == 0, run.output
        assert site.tap.heads, "it asks for counts"
        assert {head.status for head in site.tap.heads} == {200}
        assert "tokens" in run.said.lower()

    @pytest.mark.parametrize("status", [400, 429])
    def test_a_refusal_of_the_provider_is_told_as_it_is(self, site, claude, status):
        run = claude.run(site, f"Hello. {mark(fault=f'status-{status}', retry_after=0)}", **KEY)
        assert run.code == 1
        assert run.result["is_error"] and run.result["api_error_status"] == status
        # It asks again: once after a limit, with ever fewer betas after a 400.
        assert 1 <= site.upstream.generations <= 6
