# SPDX-License-Identifier: Apache-2.0
"""Waiting for something that another process does."""

import time

DEADLINE_SECONDS = 30.0


def until(condition, what, seconds=DEADLINE_SECONDS):
    """Returns the first true value of `condition()`; fails the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.01)
