# SPDX-License-Identifier: Apache-2.0
"""The Claude Code CLI that the wheel `claude-agent-sdk` brings along, run without a person and without a network."""

import dataclasses
import json
import pathlib
import shutil
import subprocess

import claude_agent_sdk
import pytest
from support.servers import Gateway

CLI = pathlib.Path(claude_agent_sdk.__file__).parent / "_bundled" / "claude"


@dataclasses.dataclass
class Run:
    """How one run of the CLI ended."""

    code: int
    result: dict
    files: dict
    output: str

    @property
    def said(self):
        return self.result.get("result")


class ClaudeCode:
    """Runs the CLI again and again from the same state: an empty home and an empty folder to work in."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder) / "home"
        self.work = pathlib.Path(folder) / "work"

    def run(self, gateway, prompt, *arguments, keeps_home=False, **variables):
        """Runs it with a prompt; `keeps_home` leaves it what an earlier run remembered."""
        for place in [self.work] if keeps_home else [self.home, self.work]:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        environment = {
            "HOME": str(self.home), "CLAUDE_CONFIG_DIR": str(self.home / "config"),
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "ANTHROPIC_BASE_URL": gateway.url,
            # Nothing but the gateway is ever asked.
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1", "DISABLE_TELEMETRY": "1",
            "CLAUDE_CODE_MAX_RETRIES": "1",
            # Lets it run tools unasked also where the tests run as root.
            "IS_SANDBOX": "1", **variables}
        command = [
            str(CLI), "-p", prompt, "--output-format", "json", "--dangerously-skip-permissions",
            "--model", "claude-sonnet-4-5", *arguments]
        done = subprocess.run(
            command, env=environment, cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=180, check=False)
        output = done.stdout + done.stderr
        try:
            result = json.loads(done.stdout)
        except ValueError:
            result = {}
        files = {path.name: path.read_text() for path in self.work.iterdir() if path.is_file()}
        return Run(done.returncode, result, files, output)


@pytest.fixture(scope="session")
def claude(folders):
    """The CLI; its folders stay the same for the whole run, so that equal prompts are equal requests."""
    return ClaudeCode(folders())


@pytest.fixture
def special_gateway(start_gateway, upstream):
    """Starts gateways in front of the fake upstream with settings of the test's own."""

    def start(**settings):
        usual = {
            "llm_provider": "anthropic", "external_llm_url": upstream.url,
            "external_llm_api_key": "sk-provider-key-of-these-tests"}
        return start_gateway({**usual, **settings})

    return start


@pytest.fixture
def gateway(special_gateway) -> Gateway:
    return special_gateway()
