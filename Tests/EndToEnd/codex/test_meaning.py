# SPDX-License-Identifier: Apache-2.0
"""The semantic cache keeps out of an agent's turns, also where it serves whatever the verifier calls the same."""

import json

import pytest
from support import meaning
from support.clients import mark
from support.tap import Tap

pytestmark = pytest.mark.full

PROMPTS = ["Please write a note.", "Write a note, please.", "Could you please write a note?"]


def test_turns_with_tools_are_skipped_however_alike_the_prompts_are(codex, folders, upstream):
    settings = {
        "llm_provider": "openai", "external_llm_url": upstream.url + "/v1",
        "external_llm_api_key": "sk-provider-key-of-these-tests", "semantic_mode": "serve"}
    with meaning.gateway(folders(), settings) as gateway:
        tap = Tap(gateway.port)
        for number, prompt in enumerate(PROMPTS):
            given = json.dumps({"cmd": f"echo {number} > note.txt"}, separators=(",", ":"))
            run = codex.run(tap.url, f"{prompt} {mark(tool='exec_command', tool_input=given)}")
            assert run.code == 0, run.output
            assert run.files == {"note.txt": f"{number}\n"}
        tap.close()
        layers = [head.get("x-isartor-layer") for head in tap.heads]
        assert "l1b" not in layers
        reasons = [head.get("x-isartor-cache-reason") for head in tap.heads if head.get("x-isartor-layer") == "l3"]
        assert reasons.count("tools") >= 2 * len(PROMPTS), reasons
        report = meaning.report(gateway)
        assert report["reasons"]["tools"] >= 2 * len(PROMPTS)
        assert [item["served"] for item in report["classes"] if item["served"]] == []
