# SPDX-License-Identifier: Apache-2.0
"""What outlives the program: kept answers, keys and what they spent, also when it is killed."""

import concurrent.futures
import json
import pathlib
import time

from support.clients import mark
from support.waiting import until

ADMIN = "gate-key-of-the-tests"
INPUT, CACHED, OUTPUT = 150, 75, 600  # gpt-4o-mini, nano-dollars a token


def settings(upstream, **more):
    return {
        "external_llm_url": upstream.url, "external_llm_api_key": "sk-x", "gateway_api_key": ADMIN, **more}


def question(words, max_tokens=200):
    return json.dumps(
        {"model": "gpt-4o-mini", "max_tokens": max_tokens, "messages": [{"role": "user", "content": words}]}).encode()


def worst_case(body, max_tokens=200):
    return (len(body) + 64) * INPUT + max_tokens * OUTPUT


def bill(upstream):
    billed = upstream.ledger["billed_tokens"]
    return billed["input"] * INPUT + billed["cache_read"] * CACHED + billed["output"] * OUTPUT


def administer(gateway, path, **fields):
    answer = gateway.post(path, json.dumps(fields).encode(), authorization=f"Bearer {ADMIN}")
    assert answer.status == 200, answer.body
    return answer.json


def information(gateway, token):
    return gateway.get(f"/key/info?key={token}", authorization=f"Bearer {ADMIN}").json["info"]


def ask(gateway, key, body):
    return gateway.post("/v1/chat/completions", body, authorization=f"Bearer {key}")


def test_the_first_repeat_after_a_kill_is_a_hit(folders, start_gateway, upstream, words):
    home = folders()
    first = start_gateway(settings(upstream), ISARTOR_HOME=home)
    body = question(words)
    answer = ask(first, ADMIN, body)
    assert answer.status == 200 and answer.header("X-Isartor-Layer") == "l3"
    # Kept answers are written four times a second at most.
    time.sleep(1)
    kill(first)
    second = start_gateway(settings(upstream), ISARTOR_HOME=home)
    repeat = ask(second, ADMIN, body)
    assert repeat.header("X-Isartor-Layer") == "l1a" and repeat.body == answer.body
    assert upstream.generations == 1
    for file in pathlib.Path(home).glob("*.db*"):
        assert file.stat().st_mode & 0o777 == 0o600, file


def kill(gateway):
    """Ends it in the middle of whatever it does; its own end is then no failure."""
    gateway.kill()
    gateway.process.returncode = 0


def test_reservations_come_back_after_a_kill_and_the_budget_holds(folders, start_gateway, upstream, words):
    home = folders()
    gateway = start_gateway(settings(upstream), ISARTOR_HOME=home)
    body = question(f"{words} 1000" + mark(first_byte_ms=3000))
    worst = worst_case(body)
    budget = 7 * worst
    made = administer(gateway, "/key/generate", max_budget=budget / 1e9, key_alias="seven")
    key, token = made["key"], made["token"]

    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        asked = [
            pool.submit(ask, gateway, key, question(f"{words} {1000 + number}" + mark(first_byte_ms=3000)))
            for number in range(200)]
        until(lambda: information(gateway, token)["reserved"] > 6.5 * worst / 1e9, "the budget to be reserved")
        until(lambda: sum(one.done() for one in asked) >= 193, "the others to be refused")
        refused = [one.result().status for one in asked if one.done()]
        assert set(refused) <= {402, 429}
        assert upstream.generations == 7
        kill(gateway)
    # The provider had not begun to answer, so nothing was billed, and nothing stays reserved.
    assert bill(upstream) == 0
    gateway = start_gateway(settings(upstream), ISARTOR_HOME=home)
    status = information(gateway, token)
    assert status["reserved"] == 0 and status["spend"] == 0

    # From here on the money is spent to its end, with a kill in between.
    number, last = 5000, 200
    while last == 200:
        number += 1
        last = ask(gateway, key, question(f"{words} {number}")).status
        if number == 5005:
            time.sleep(0.3)
            kill(gateway)
            gateway = start_gateway(settings(upstream), ISARTOR_HOME=home)
            assert round(information(gateway, token)["spend"] * 1e9) == bill(upstream)
    assert last == 402
    assert budget - worst < bill(upstream) <= budget
    assert round(information(gateway, token)["spend"] * 1e9) == bill(upstream)
