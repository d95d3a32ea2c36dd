# SPDX-License-Identifier: Apache-2.0
"""The two servers of a test: the fake upstream and the gateway, both of them the program under test."""

import base64
import ctypes
import dataclasses
import json
import pathlib
import re
import signal
import subprocess
import sys

from support import program, wire
from support.waiting import until


# The fake upstream's doors to generated answers, as its ledger counts them.
GENERATIONS = ("chat-completions", "completions", "responses", "messages", "generate-content")


def _end_with_the_tests():
    """Makes the kernel end a server whose tests were killed before they could."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Server:
    """A child process that tells its port when it is ready; whatever it writes goes to a file."""

    def __init__(self, folder, arguments, announcement, settings=None, cwd=None, **variables):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "output.log"
        self._pattern = re.compile(announcement)
        with open(self.log, "ab") as log:
            # What an earlier run in the same folder has told is of no use.
            self._begin = log.tell()
            self.process = subprocess.Popen(
                [program.path(), *arguments], env=program.environment(self.folder, settings, **variables),
                cwd=cwd or self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_end_with_the_tests)
        try:
            self.port = int(until(self._announced, f"{arguments} to be ready").group(1))
        except BaseException:
            self.kill()
            raise

    def _announced(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended at once with {self.process.returncode}:\n{self.output}")
        return self._pattern.search(self.log.read_bytes()[self._begin:].decode(errors="replace"))

    @property
    def output(self):
        """Everything that it has written so far."""
        return self.log.read_text(errors="replace")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def terminate(self):
        """Asks it to end, and does not wait."""
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """Ends it as a user would; it must go quietly, with exit code 0."""
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process.returncode != 0:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.output[-4000:]}")

    def kill(self):
        """Ends it at once."""
        self.process.kill()
        self.process.wait(timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def get(self, path, **headers):
        return wire.request(self.port, "GET", path, headers=headers)

    def post(self, path, body, **headers):
        return wire.request(self.port, "POST", path, body=body, headers=headers)


@dataclasses.dataclass
class Recorded:
    """A request as the fake upstream got it, and what it answered."""

    method: str
    target: str
    headers: list
    body: bytes
    status: int
    answered: bytes
    ending: str

    def header(self, name):
        """The first value of that header, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)


class FakeUpstream(Server):
    """`isartor bench upstream`: plays the provider, keeps books and misbehaves on demand."""

    def __init__(self, folder, *options):
        super().__init__(
            folder, ["bench", "upstream", "--port", "0", *options], r"fake upstream on http://[^\s:]+:(\d+)")

    def reset(self):
        self.post("/__fake/reset", b"")

    def schedule(self, *directives):
        """Answers the next generation requests so, one each."""
        answer = self.post("/__fake/schedule", json.dumps(directives).encode())
        assert answer.status == 200, answer.body

    @property
    def ledger(self):
        return json.loads(self.get("/__fake/ledger").body)

    @property
    def generations(self):
        """How many answers a provider would have been paid for."""
        counts = self.ledger["requests"]
        return sum(counts[door] for door in GENERATIONS)

    @property
    def requests(self):
        """The requests since the last reset, oldest first."""
        return [
            Recorded(
                method=entry["method"], target=entry["target"], headers=entry["headers"],
                body=base64.b64decode(entry["body"]), status=entry["status"],
                answered=base64.b64decode(entry["answered"]), ending=entry["ending"])
            for entry in json.loads(self.get("/__fake/requests").body)
        ]

    @property
    def only_request(self):
        requests = self.requests
        assert len(requests) == 1, [f"{request.method} {request.target}" for request in requests]
        return requests[0]


class Gateway(Server):
    """`isartor up` on a free port of loopback."""

    def __init__(self, folder, settings=None, arguments=(), cwd=None, **variables):
        # One attempt, so that tests see what a provider's failure is turned into; those of retries say otherwise.
        settings = {"host_port": "127.0.0.1:0", "shutdown_grace_secs": 2, "l3_max_retries": 0, **(settings or {})}
        super().__init__(
            folder, ["up", *arguments], r"Gateway\s+http://[^\s:]+:(\d+)", settings=settings, cwd=cwd, **variables)
