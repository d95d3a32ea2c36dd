# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around the semantic cache costs hits, one line in the log and a count, and never brings a wrong answer:
weights that are missing or damaged, a damaged file of questions, a full disk, a clock that jumps.

The provider knows what each question means, so every answer can be checked. `serve` lets the verifier answer before there
is evidence, so that a fault has hits to cost."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time

import pytest
from support import faq, meaning
from support.servers import Gateway
from support.waiting import until

pytestmark = pytest.mark.full

MODEL = "all-minilm-l6-v2"
SYSTEM = "You are the assistant of a shop. Answer from its handbook."
KEPT = "How do I reset my password?"


@pytest.fixture(scope="module")
def oracle():
    with meaning.Oracle(lambda words: faq.ANSWERS["password" if "password" in words else "invoice"]) as running:
        yield running


@contextlib.contextmanager
def serving(folder, oracle, weights=meaning.WEIGHTS, home=None, **variables):
    """A gateway that serves what its verifier calls the same, whose model files are a link to `weights`."""
    if not (meaning.WEIGHTS / MODEL / "model.safetensors").exists():
        pytest.skip("there is no encoder: run scripts/weights.sh")
    home = pathlib.Path(home or pathlib.Path(folder) / "home")
    home.mkdir(mode=0o700, exist_ok=True)
    if not (home / "models").exists():
        os.symlink(weights, home / "models")
    settings = {
        "llm_provider": "openai", "external_llm_url": oracle.url + "/v1", "external_llm_api_key": "sk-oracle",
        "semantic_mode": "serve", "semantic_wait_ms": 10_000, "cache_ttl_secs": 86_400}
    with Gateway(folder, settings, ISARTOR_HOME=str(home), **variables) as running:
        running.home = home
        yield running


def ask(gateway, words):
    """The layer that answered and its reason; the answer must be the right one."""
    answer = gateway.post("/v1/chat/completions", json.dumps({
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": SYSTEM}, {"role": "user", "content": words}]}).encode())
    assert answer.status == 200, answer.body
    right = faq.ANSWERS["password" if "password" in words else "invoice"]
    assert answer.json["choices"][0]["message"]["content"] == right, words
    return answer.header("X-Isartor-Layer"), answer.header("X-Isartor-Cache-Reason")


def metric(gateway, series):
    """The value of a series of /metrics; None if it is not there."""
    found = re.search(rf"^{re.escape(series)} (\S+)$", gateway.get("/metrics").body.decode(), re.MULTILINE)
    return found and float(found.group(1))


def lines(gateway, words):
    """The lines of the log that hold `words`."""
    return [line for line in gateway.output.splitlines() if words in line]


def test_without_weights_nothing_is_compared(folders, oracle, tmp_path):
    (tmp_path / "models").mkdir()
    with serving(folders(), oracle, weights=tmp_path / "models") as gateway:
        assert [ask(gateway, words)[0] for words in (KEPT, "Please tell me how to reset my password.")] == ["l3", "l3"]
        assert ask(gateway, KEPT)[0] == "l1a"
        assert len(lines(gateway, "no semantic cache")) == 1
        assert metric(gateway, 'isartor_encoder_up{kind="none"}') == 0
        assert metric(gateway, 'isartor_encoder_failures_total{kind="missing"}') == 1


def test_damaged_weights_are_not_used(folders, oracle, tmp_path):
    place = tmp_path / "models" / MODEL
    place.mkdir(parents=True)
    shutil.copy(meaning.WEIGHTS / MODEL / "vocab.txt", place)
    weights = bytearray((meaning.WEIGHTS / MODEL / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    (place / "model.safetensors").write_bytes(weights)
    with serving(folders(), oracle, weights=tmp_path / "models") as gateway:
        assert [ask(gateway, words)[0] for words in (KEPT, "Please tell me how to reset my password.")] == ["l3", "l3"]
        (line,) = lines(gateway, "no semantic cache")
        assert "isartor models pull encoder" in line
        assert metric(gateway, 'isartor_encoder_up{kind="none"}') == 0
        assert metric(gateway, 'isartor_encoder_failures_total{kind="damaged"}') == 1


@pytest.mark.parametrize("damage", ["torn", "changed"])
def test_a_damaged_file_of_questions_costs_what_it_held(folders, oracle, damage):
    home = pathlib.Path(folders())
    with serving(folders(), oracle, home=home) as gateway:
        ask(gateway, KEPT)
        assert ask(gateway, "Please tell me how to reset my password.") == ("l1b", "semantic_hit")
        # A near question that is not served is judged, so there is evidence as well.
        ask(gateway, "How do I change my password?")
    file = home / "semantic.db"
    if damage == "torn":
        content = file.read_bytes()
        file.write_bytes(content[:64] + os.urandom(len(content) // 2))
    else:
        # Questions that became others, as a failing disk or a curious person would make them.
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute(
                "UPDATE questions SET subject = CAST(replace(CAST(subject AS TEXT), 'password', 'receipt!') AS BLOB)")
            database.commit()
    with serving(folders(), oracle, home=home) as gateway:
        told = "semantic.db" if damage == "torn" else "entries of the semantic cache's file are damaged"
        assert len(lines(gateway, told)) == 1, gateway.output
        assert meaning.report(gateway)["entries"] == 0
        assert ask(gateway, "Could you please tell me how I can reset my password?")[0] == "l3"
        assert ask(gateway, "How do I reset my receipt!?")[0] == "l3"
        # It learns anew, in a file that is whole.
        assert ask(gateway, "Can you tell me how I can reset my password?") == ("l1b", "semantic_hit")
        until(lambda: metric(gateway, "isartor_semantic_store_up") == 1, "the file to be written")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 MiB."""
    place = tmp_path / "disk"
    place.mkdir(mode=0o700)
    if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", str(place)], capture_output=True,
            check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place):
    """Takes all that is left of a disk."""
    with contextlib.suppress(OSError), open(place / "filling", "wb", buffering=0) as filling:
        while True:
            filling.write(bytes(4096))


def test_a_full_disk_stops_the_writing_and_nothing_else(folders, oracle, small_disk):
    with serving(folders(), oracle, home=small_disk) as gateway:
        ask(gateway, KEPT)
        until(lambda: metric(gateway, "isartor_semantic_store_up") == 1, "the file to be there")
        until(
            lambda: (metric(gateway, 'isartor_semantic_store_entries_total{outcome="written"}') or 0) >= 1,
            "the first question to be written")
        fill(small_disk)
        number = 0

        def fails():
            nonlocal number
            number += 1
            # Long enough that what SQLite has in hand is soon used up.
            assert ask(gateway, f"Where is invoice {number}? " + "It was a long time ago and I know little. " * 30)[0] == "l3"
            return metric(gateway, "isartor_semantic_store_up") == 0

        until(fails, "the file to be refused")
        # What is in memory is still known, and right.
        assert ask(gateway, KEPT)[0] == "l1a"
        assert ask(gateway, "Please tell me how to reset my password.") == ("l1b", "semantic_hit")
        told = "What the semantic cache learns cannot be written"
        until(lambda: lines(gateway, told), "a line about it")
        assert len(lines(gateway, told)) == 1, gateway.output
        (small_disk / "filling").unlink()
        until(lambda: metric(gateway, "isartor_semantic_store_up") == 1, "the file to be written again")
    with serving(folders(), oracle, home=small_disk) as gateway:
        until(lambda: meaning.report(gateway)["entries"] >= number, "the questions to be back")
        assert ask(gateway, "Could you please tell me how I can reset my password?") == ("l1b", "semantic_hit")


def test_hits_that_nobody_checks_any_more_are_not_served(folders):
    asked = faq.questions(900, seed=5)
    meant = {words: what for what, words in asked}
    works = True
    with meaning.Oracle(lambda words: faq.ANSWERS[meant[words]] if works else None) as oracle:
        settings = {
            "llm_provider": "openai", "external_llm_url": oracle.url + "/v1", "external_llm_api_key": "sk-oracle",
            "semantic_max_error": 0.05, "semantic_audit_share": 1, "breaker_failures": 1000}
        with meaning.gateway(folders(), settings) as gateway:

            def ask_next():
                what, words = asked.pop()
                answer = gateway.post("/v1/chat/completions", json.dumps({
                    "model": "gpt-4o-mini",
                    "messages": [{"role": "system", "content": SYSTEM}, {"role": "user", "content": words}]}).encode())
                layer = answer.header("X-Isartor-Layer")
                if answer.status == 200:
                    assert answer.json["choices"][0]["message"]["content"] == faq.ANSWERS[what], words
                else:
                    assert not works and layer != "l1b", answer.body
                return layer, answer.header("X-Isartor-Cache-Reason")

            hits = 0
            while hits < 60:
                hits += ask_next() == ("l1b", "semantic_hit")
            works = False
            unaudited = 'isartor_semantic_requests_total{reason="unaudited"}'
            served = sum(ask_next()[0] == "l1b" for _ in range(80))
            assert served > 32, "hits are served while the provider is away, for a minute"

            def stops():
                # A client that gets the provider's error is not told what the cache thought; the count is.
                time.sleep(0.5)
                return ask_next()[0] != "l1b" and metric(gateway, unaudited)

            until(stops, "hits to stop", seconds=120)
            assert ask_next()[0] != "l1b"
            assert len(lines(gateway, "audits bring no judgements")) == 1
            works = True
            # The first answers that come through are judged, and that ends it.
            until(lambda: ask_next() == ("l1b", "semantic_hit"), "hits to be served again")


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long shift(void) {
    long seconds = 0;
    FILE *file = fopen(getenv("SHIFT_FILE"), "r");
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
        fclose(file);
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *result) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, result);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) result->tv_sec += shift();
    return code;
}

int gettimeofday(struct timeval *result, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    result->tv_sec = now.tv_sec;
    result->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
"""


@pytest.fixture
def clock(tmp_path):
    """Sets the wall clock of programs that are started with `clock.variables` forward, or back with a negative number."""
    (tmp_path / "clock.c").write_text(CLOCK)
    compiler = shutil.which("clang") or shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", tmp_path / "clock.so", tmp_path / "clock.c", "-ldl"], check=True)

    class Clock:
        variables = {"LD_PRELOAD": str(tmp_path / "clock.so"), "SHIFT_FILE": str(tmp_path / "shift")}

        def shift(self, seconds):
            (tmp_path / "shift").write_text(str(seconds))

    return Clock()


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_makes_nothing_younger(folders, oracle, clock, days):
    home, before = pathlib.Path(folders()), oracle.calls
    clock.shift(0)
    with serving(folders(), oracle, home=home, **clock.variables) as gateway:
        ask(gateway, KEPT)
        clock.shift(days * 86_400)
        # A running gateway ages answers by a clock that does not jump.
        assert ask(gateway, "Please tell me how to reset my password.") == ("l1b", "semantic_hit")
        assert ask(gateway, "Where do I find my invoice?")[0] == "l3"
        assert ask(gateway, KEPT)[0] == "l1a"
    # One hit in five is audited, and what the provider said then is of after the jump.
    audited = oracle.calls - before > 2
    # The next start sees the other time from the beginning.
    with serving(folders(), oracle, home=home, **clock.variables) as gateway:
        layer, _ = ask(gateway, "Could you please tell me how I can reset my password?")
        # What was kept before the jump forward is 400 days old by now; a jump back makes nothing younger than it is.
        assert layer == "l3" if days > 0 and not audited else layer in ("l1b", "l3")
        ask(gateway, KEPT)
    # And back again: what was written in the future is from now at the latest. Whoever answers, it is right.
    clock.shift(0)
    with serving(folders(), oracle, home=home, **clock.variables) as gateway:
        ask(gateway, "Can you tell me how I can reset my password?")
        ask(gateway, "Where do I find my invoice?")
        assert metric(gateway, "isartor_semantic_store_up") == 1
