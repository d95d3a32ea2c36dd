# SPDX-License-Identifier: Apache-2.0
"""Servers for all end-to-end tests.

The fake upstream and the usual gateway live as long as the run; every test starts with empty books and asks with words
of its own (`words`), so no test meets an answer that another one caused.
"""

import contextlib
import shutil
import tempfile

import pytest

# Their asserts tell as much as those of the tests themselves.
pytest.register_assert_rewrite(
    "support.agent_cases", "support.asked", "support.cases", "support.families", "support.speakers")

from support.families import PROVIDER_KEY, Sites  # noqa: E402
from support.servers import FakeUpstream, Gateway  # noqa: E402


@pytest.fixture(scope="session")
def folders():
    """Makes private folders that are gone after the run."""
    made = []

    def make():
        made.append(tempfile.mkdtemp(prefix="isartor-e2e-"))
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def running_upstream(folders):
    with FakeUpstream(folders()) as upstream:
        yield upstream


@pytest.fixture
def upstream(running_upstream):
    """The fake upstream, with empty books."""
    running_upstream.reset()
    return running_upstream


@pytest.fixture(scope="session")
def sites(folders, running_upstream):
    """Gateways in front of every kind of provider; they live as long as the run."""
    sites = Sites(folders, running_upstream)
    yield sites
    sites.close()


@pytest.fixture
def start_gateway(folders):
    """Starts gateways with settings of the test's own; they end with the test."""
    with contextlib.ExitStack() as running:

        def start(settings=None, **options):
            return running.enter_context(Gateway(folders(), settings, **options))

        yield start


@pytest.fixture
def words(request):
    """Words that no other test of the run asks with."""
    return f"Please answer for {request.node.name}."
