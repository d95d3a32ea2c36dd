# SPDX-License-Identifier: Apache-2.0
"""The program under test, run as a user would run it: with a HOME of its own and nothing else in the environment."""

import json
import os
import pathlib
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def path():
    """The program: what ISARTOR names, else the debug build."""
    program = pathlib.Path(os.environ.get("ISARTOR", REPOSITORY / ".build/debug/isartor")).absolute()
    if not os.access(program, os.X_OK):
        raise RuntimeError(f"there is no program at {program}: run `swift build`, or set ISARTOR to its path")
    return str(program)


def environment(home, settings=None, **more):
    """A clean environment; `settings` are keys of isartor.toml, given as ISARTOR__ variables."""
    variables = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    for key, value in (settings or {}).items():
        # Lists and tables are written in JSON, as are true and false.
        variables["ISARTOR__" + key.upper()] = value if isinstance(value, str) else json.dumps(value)
    variables.update(more)
    return variables


def run(*arguments, home, cwd, settings=None, text_in="", seconds=60, **more):
    """Runs a command to its end; the result has `returncode`, `stdout` and `stderr`."""
    return subprocess.run(
        [path(), *arguments], env=environment(home, settings, **more), cwd=cwd, input=text_in,
        capture_output=True, text=True, timeout=seconds, check=False)
