# SPDX-License-Identifier: Apache-2.0
"""The semantic cache keeps out of an agent's turns, also where it serves whatever the verifier calls the same."""

import json

import pytest
from support import meaning
from support.clients import mark
from support.tap import Tap

pytestmark = pytest.mark.full

KEY = {"ANTHROPIC_API_KEY": "sk-client-key-of-these-tests"}
PROMPTS = ["Please write a note.", "Write a note, please.", "Could you please write a note?"]


def test_turns_with_tools_are_skipped_however_alike_the_prompts_are(claude, folders, upstream):
    settings = {
        "llm_provider": "anthropic", "external_llm_url": upstream.url,
        "external_llm_api_key": "sk-provider-key-of-these-tests", "semantic_mode": "serve"}
    with meaning.gateway(folders(), settings) as gateway:
        tap = Tap(gateway.port)
        for number, prompt in enumerate(PROMPTS):
            given = json.dumps(
                {"command": f"echo {number} > note.txt", "description": "Write a note"}, separators=(",", ":"))
            run = claude.run(tap, f"{prompt} {mark(tool='Bash', tool_input=given)}", **KEY)
            assert run.code == 0, run.output
            assert run.files == {"note.txt": f"{number}\n"}
        tap.close()
        layers = [head.get("x-isartor-layer") for head in tap.heads]
        assert "l1b" not in layers
        reasons = [head.get("x-isartor-cache-reason") for head in tap.heads if head.get("x-isartor-layer") == "l3"]
        # Each run calls the tool and then speaks; both turns offer tools.
        assert reasons.count("tools") >= 2 * len(PROMPTS), reasons
        assert upstream.generations >= 2 * len(PROMPTS)
        report = meaning.report(gateway)
        assert report["reasons"]["tools"] >= 2 * len(PROMPTS)
        assert [item["served"] for item in report["classes"] if item["served"]] == []
