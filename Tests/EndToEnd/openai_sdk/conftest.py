# SPDX-License-Identifier: Apache-2.0
"""The `openai` library of this environment, pointed at a gateway whose provider is the fake upstream."""

import contextlib

import openai
import pytest
from conftest import PROVIDER_KEY
from support.clients import library_transport
from support.servers import Gateway

CLIENT_KEY = "sk-client-key-of-these-tests"


@pytest.fixture(scope="session")
def running_gateway(folders, running_upstream):
    settings = {
        "llm_provider": "openai", "external_llm_url": running_upstream.url + "/v1",
        "external_llm_api_key": PROVIDER_KEY}
    with Gateway(folders(), settings) as gateway:
        yield gateway


@pytest.fixture
def gateway(running_gateway, upstream):
    """A gateway that keeps answers, in front of the fake upstream."""
    return running_gateway


@pytest.fixture
def special_gateway(start_gateway, upstream):
    """Starts gateways like `gateway` with settings of the test's own."""

    def start(**settings):
        usual = {
            "llm_provider": "openai", "external_llm_url": upstream.url + "/v1", "external_llm_api_key": PROVIDER_KEY}
        return start_gateway({**usual, **settings})

    return start


def client_of(gateway, **options):
    options = {"api_key": CLIENT_KEY, "max_retries": 0, "timeout": 30, **options}
    return openai.OpenAI(base_url=gateway.url + "/v1", **options)


@pytest.fixture
def connect():
    """Makes clients of a gateway that never retry by themselves, unless told to."""
    with contextlib.ExitStack() as made:
        yield lambda gateway, **options: made.enter_context(client_of(gateway, **options))


@pytest.fixture(scope="session")
def usual_client(running_gateway):
    with client_of(running_gateway) as client:
        yield client


@pytest.fixture
def client(usual_client, gateway):
    """A client of the usual gateway."""
    return usual_client


@pytest.fixture
def exchanges():
    """What `tapped` sent and received."""
    return []


@pytest.fixture
def tapped(connect, gateway, exchanges):
    """A client whose traffic is written down byte for byte."""
    transport = library_transport(openai, exchanges)
    return connect(gateway, http_client=openai.DefaultHttpxClient(transport=transport))
