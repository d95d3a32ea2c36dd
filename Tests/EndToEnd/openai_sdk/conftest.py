# SPDX-License-Identifier: Apache-2.0
"""The `openai` library of this environment, pointed at a gateway whose provider is the fake upstream."""

import openai
import pytest
from conftest import PROVIDER_KEY
from support.clients import library_transport
from support.servers import Gateway

CLIENT_KEY = "sk-client-key-of-these-tests"


def provider(upstream, **more):
    """The settings that make the fake upstream the provider."""
    return {
        "llm_provider": "openai", "external_llm_url": upstream.url + "/v1", "external_llm_api_key": PROVIDER_KEY, **more}


@pytest.fixture(scope="session")
def running_gateway(folders, running_upstream):
    with Gateway(folders(), provider(running_upstream)) as gateway:
        yield gateway


@pytest.fixture
def gateway(running_gateway, upstream):
    """A gateway that keeps answers, in front of the fake upstream."""
    return running_gateway


@pytest.fixture
def connect():
    """Makes clients of a gateway that never retry by themselves, unless told to."""
    made = []

    def connect(gateway, **options):
        options = {"api_key": CLIENT_KEY, "max_retries": 0, "timeout": 30, **options}
        made.append(openai.OpenAI(base_url=gateway.url + "/v1", **options))
        return made[-1]

    yield connect
    for client in made:
        client.close()


@pytest.fixture
def client(connect, gateway):
    return connect(gateway)


@pytest.fixture
def exchanges():
    """What `tapped` sent and received."""
    return []


@pytest.fixture
def tapped(connect, gateway, exchanges):
    """A client whose traffic is written down byte for byte."""
    transport = library_transport(openai, exchanges)
    return connect(gateway, http_client=openai.DefaultHttpxClient(transport=transport))
