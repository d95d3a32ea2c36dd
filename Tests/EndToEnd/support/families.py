# SPDX-License-Identifier: Apache-2.0
"""The kinds of providers that a gateway can stand in front of; the fake upstream plays them all."""

import contextlib
import dataclasses
import re

from support.servers import Gateway
from support.tap import Tap

PROVIDER_KEY = "sk-provider-key-of-these-tests"
CLIENT_KEY = "sk-client-key-of-these-tests"
# The model that the gateways are set to, for requests that name none.
LISTED_MODEL = "model-of-these-tests"

# Where each wire format is spoken, as a provider sees it.
TARGETS = {
    "chat": re.compile(r"/v1/chat/completions$"),
    "responses": re.compile(r"/v1/responses$"),
    "messages": re.compile(r"/v1/messages(\?beta=true)?$"),
    "gemini": re.compile(r"(/v1beta|/v1)?/models/[^/:]+:(generateContent|streamGenerateContent)(\?alt=sse)?$"),
}
# The header that the operator's key stands in.
KEY_FIELDS = {
    "chat": ("authorization", "Bearer " + PROVIDER_KEY), "responses": ("authorization", "Bearer " + PROVIDER_KEY),
    "messages": ("x-api-key", PROVIDER_KEY), "gemini": ("x-goog-api-key", PROVIDER_KEY)}


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of provider: how it is configured, and what it speaks there."""

    name: str
    provider: str
    # What follows the fake upstream's address in `external_llm_url`.
    path: str
    # The wire formats that it speaks, first the one that others are translated to.
    formats: tuple

    def speaks(self, form):
        """Whether requests in that format are passed on as they are."""
        return form in self.formats

    def asked_in(self, form):
        """The format in which it is asked what a client asks in `form`."""
        return form if self.speaks(form) else self.formats[0]

    def settings(self, upstream_url):
        """The gateway's settings for this provider."""
        return {
            "llm_provider": self.provider, "external_llm_url": upstream_url + self.path,
            "external_llm_api_key": PROVIDER_KEY, "external_llm_model": LISTED_MODEL}


KINDS = [
    Kind("openai", "openai", "/v1", ("chat", "responses")),
    Kind("compatible", "openai-compatible", "/v1", ("chat",)),
    Kind("responses", "openai", "/v1/responses", ("responses",)),
    Kind("anthropic", "anthropic", "", ("messages",)),
    Kind("gemini", "gemini", "", ("gemini",)),
]
KIND = {kind.name: kind for kind in KINDS}


class Site:
    """A gateway in front of one kind of provider, and the relay that clients reach it through."""

    def __init__(self, kind, folder, upstream, **settings):
        self.kind = kind
        self.upstream = upstream
        self.gateway = Gateway(folder, {**kind.settings(upstream.url), **settings})
        self.tap = Tap(self.gateway.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tap.close()
        self.gateway.stop()

    @property
    def url(self):
        return self.tap.url

    @property
    def last(self):
        """The head of the gateway's last answer."""
        return self.tap.heads[-1]

    @property
    def billed(self):
        """The tokens that the provider has billed since the test began, as (input, output)."""
        tokens = dict(self.upstream.ledger["billed_tokens"])
        output = tokens.pop("output")
        return sum(tokens.values()), output

    def assert_answered(self, form, requests=1):
        """The provider was asked in its own format, with its own key, and the answer's headers say what was done."""
        asked = self.upstream.requests
        assert len(asked) == requests, [request.target for request in asked]
        spoken = self.kind.asked_in(form)
        for request in asked:
            assert TARGETS[spoken].search(request.target), request.target
            name, value = KEY_FIELDS[spoken]
            assert request.header(name) == value
            assert CLIENT_KEY not in str(request.headers)
        head = self.last
        assert (head.status, head["x-isartor-layer"], head["x-isartor-provider"]) == (200, "l3", self.kind.provider)
        if spoken == form:
            assert head.get("x-isartor-translation") is None
        else:
            assert head["x-isartor-translation"].split(";")[0] == f"{form}->{spoken}"

    @property
    def dropped(self):
        """The fields that the last answer says were left out."""
        _, _, names = (self.last.get("x-isartor-translation") or "").partition("dropped=")
        return names.split(",") if names else []


class Sites:
    """The gateways of a run, each started when a test first needs it."""

    def __init__(self, make_folder, upstream):
        self._make_folder = make_folder
        self._upstream = upstream
        self._running = contextlib.ExitStack()
        self._known = {}

    def of(self, kind):
        """The gateway of that kind of provider, with nothing read so far."""
        if kind.name not in self._known:
            self._known[kind.name] = self._running.enter_context(Site(kind, self._make_folder(), self._upstream))
        site = self._known[kind.name]
        site.tap.clear()
        return site

    def close(self):
        self._running.close()
