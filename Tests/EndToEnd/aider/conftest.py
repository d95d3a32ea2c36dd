# SPDX-License-Identifier: Apache-2.0
"""aider, run without a person and without a network."""

import dataclasses
import pathlib
import shutil
import subprocess
import sys

import pytest

CLI = pathlib.Path(sys.executable).parent / "aider"


@dataclasses.dataclass
class Run:
    """How one run of the CLI ended."""

    code: int
    files: dict
    output: str


class Aider:
    """Runs the CLI again and again from the same state: an empty home, and a folder with one file in it."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder) / "home"
        self.work = pathlib.Path(folder) / "work"

    def run(self, prompt, *arguments, model, **variables):
        for place in (self.home, self.work):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        (self.work / "note.txt").write_text("nothing yet\n")
        environment = {
            "HOME": str(self.home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "dumb",
            # Nothing but the gateway is ever asked: other hosts are behind a proxy that is not there.
            "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1", "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            **variables}
        done = subprocess.run(
            [str(CLI), "--model", model, "--no-git", "--yes-always", "--no-check-update", "--no-show-release-notes",
             "--no-show-model-warnings", "--analytics-disable", "--no-auto-lint", "--no-pretty", *arguments,
             "--message", prompt, "note.txt"],
            env=environment, cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180,
            check=False)
        files = {path.name: path.read_text() for path in self.work.glob("*.txt")}
        return Run(done.returncode, files, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def aider(folders):
    """The CLI; its folders stay the same for the whole run, so that equal prompts are equal requests."""
    return Aider(folders())
