# SPDX-License-Identifier: Apache-2.0
"""Rubbish is collected between the tests of litellm, never within them.

litellm leaves streams that broke open. Were one closed by the garbage collector while httpcore holds its lock, the
library would wait for itself for ever.
"""

import gc

import pytest


@pytest.fixture(autouse=True, scope="session")
def no_collection_of_its_own():
    gc.collect()
    # What was imported stays, and need not be looked at again.
    gc.freeze()
    gc.disable()


@pytest.fixture(autouse=True)
def collection():
    yield
    # All that the test made is of the youngest generation, as nothing is collected within it.
    gc.collect(0)
