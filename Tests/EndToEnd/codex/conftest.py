# SPDX-License-Identifier: Apache-2.0
"""The Codex CLI that the wheel `openai-codex-cli-bin` brings along, run without a person and without a network."""

import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys

import codex_cli_bin
import pytest

CLI = pathlib.Path(codex_cli_bin.__file__).parent / "bin" / "codex"
SERVER = pathlib.Path(__file__).parent / "notes_server.py"

CONFIGURATION = """
model = "{model}"
model_provider = "gw"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.gw]
name = "the gateway"
base_url = "{url}/v1"
env_key = "GATEWAY_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0

[mcp_servers.notes]
command = "{python}"
args = ["{server}"]
default_tools_approval_mode = "approve"
"""


@dataclasses.dataclass
class Run:
    """How one run of the CLI ended."""

    code: int
    events: list
    said: str
    files: dict
    output: str


class Codex:
    """Runs the CLI again and again from the same state: an empty home and an empty folder to work in."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder) / "home"
        self.work = pathlib.Path(folder) / "work"

    def run(self, url, prompt, *arguments, model="gpt-5-codex"):
        for place in (self.home, self.work):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        (self.home / "config.toml").write_text(
            CONFIGURATION.format(model=model, url=url, python=sys.executable, server=SERVER))
        last = self.home / "last.txt"
        environment = {
            "HOME": str(self.home), "CODEX_HOME": str(self.home), "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8", "GATEWAY_KEY": "sk-client-key-of-these-tests"}
        done = subprocess.run(
            [str(CLI), "exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox",
             "--cd", str(self.work), "--output-last-message", str(last), *arguments, prompt],
            env=environment, cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180,
            check=False)
        events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        files = {path.name: path.read_text() for path in self.work.iterdir() if path.is_file()}
        said = last.read_text() if last.exists() else ""
        return Run(done.returncode, events, said, files, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def codex(folders):
    """The CLI; its folders stay the same for the whole run, so that equal prompts are equal requests."""
    return Codex(folders())
