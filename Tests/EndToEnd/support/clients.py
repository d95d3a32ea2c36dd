# SPDX-License-Identifier: Apache-2.0
"""What the client libraries of both families have in common."""

import importlib

from support import wire

# One black pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

WEATHER_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
}


def library_transport(library, exchanges):
    """A recording transport of the HTTP library that `library` is built on."""
    name = next(parent.__module__.split(".")[0] for parent in library.DefaultHttpxClient.__mro__[1:])
    return wire.recording_transport(importlib.import_module(name), exchanges)


def mark(**directives):
    """The mark in a prompt that tells the fake upstream what to do; `_` stands for `-`."""
    pairs = " ".join(f"{name.replace('_', '-')}={value}" for name, value in directives.items())
    return f"[[fake {pairs}]]"


def fault(**directives):
    """The same as a header, which is no part of what is asked: the request can be repeated without it."""
    return {"x-fake-upstream": "; ".join(f"{name.replace('_', '-')}={value}" for name, value in directives.items())}
