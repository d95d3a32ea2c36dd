# SPDX-License-Identifier: Apache-2.0
"""The program as a person meets it: in an empty folder, with an empty home."""

import socket

import pytest
from support import program


class NewUser:
    """Somebody who has just installed the program."""

    def __init__(self, folder, port):
        self.home = folder / "home"
        self.cwd = folder / "project"
        self.home.mkdir()
        self.cwd.mkdir()
        self.port = port

    def run(self, *arguments, **options):
        """Runs `isartor` with these arguments; settings and `text_in` are options."""
        return program.run(*arguments, home=self.home, cwd=self.cwd, **options)


@pytest.fixture
def user(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    user = NewUser(tmp_path, port)
    yield user
    # Whatever the test left running; there may be nothing.
    user.run("stop", "--force")
