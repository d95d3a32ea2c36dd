# SPDX-License-Identifier: Apache-2.0
"""The first ten minutes with the program: every command says what it did and what to do next."""

import json
import re

import pytest
from support import wire

# What a program that fell over leaves behind.
TRACES = re.compile(r"Fatal error|Backtrace|Thread \d+|\.swift:\d+|Swift/|Program crashed|Error Domain|NSError|\(code: \d")


def assert_clean(done):
    """No traces of the machinery in what a person reads."""
    assert not TRACES.search(done.stdout + done.stderr), done.stdout + done.stderr


def test_the_version(user):
    done = user.run("version")
    assert done.returncode == 0
    assert re.match(r"isartor \d+\.\d+\.\d+", done.stdout)
    assert user.run("--version").stdout.split()[:2] == done.stdout.split()[:2]


def test_help_names_every_command(user):
    done = user.run("--help")
    assert done.returncode == 0
    for command in ["up", "stop", "logs", "init", "config", "check", "set-key", "set-alias", "demo", "version", "bench"]:
        assert re.search(rf"^  {command}\b", done.stdout, re.MULTILINE), command
        assert user.run(command, "--help").returncode == 0


def test_init_writes_a_file_that_changes_nothing_and_keeps_what_is_there(user):
    before = user.run("config", "show").stdout
    done = user.run("init")
    assert done.returncode == 0 and "isartor.toml" in done.stderr
    file = user.cwd / "isartor.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    after = user.run("config", "show").stdout
    assert after.splitlines()[1:] == before.splitlines()[1:]
    valid = user.run("config", "validate")
    assert valid.returncode == 0 and "valid" in valid.stdout

    file.write_text('host_port = "127.0.0.1:9999"\n')
    assert user.run("init").returncode == 0
    assert file.read_text() == 'host_port = "127.0.0.1:9999"\n'


def test_every_setting_of_the_scaffold_may_be_uncommented(user):
    def values():
        listing = json.loads(user.run("config", "show", "--json").stdout)
        return {entry["key"]: entry["value"] for entry in listing["settings"]}

    defaults = values()
    user.run("init")
    file = user.cwd / "isartor.toml"
    text = file.read_text()
    uncommented = re.sub(r"^# ", "", text, flags=re.MULTILINE)
    assert len(re.findall(r"^[a-z0-9_]+ = ", uncommented, re.MULTILINE)) > 20
    file.write_text(uncommented)
    done = user.run("config", "validate")
    assert done.returncode == 0, done.stdout
    assert {key: value for key, value in values().items() if key in defaults} == defaults


def test_everything_wrong_is_reported_at_once(user):
    (user.cwd / "isartor.toml").write_text('host_prt = "127.0.0.1:1"\ncache_ttl_secs = "soon"\n')
    done = user.run("config", "validate", settings={"max_body_byte": "1"})
    assert done.returncode == 1
    assert "host_port" in done.stdout and "cache_ttl_secs" in done.stdout and "MAX_BODY_BYTES" in done.stdout
    assert re.search(r"isartor\.toml:1\b", done.stdout) and re.search(r"isartor\.toml:2\b", done.stdout)
    assert_clean(done)
    up = user.run("up")
    assert up.returncode == 1
    assert "host_port" in up.stderr and "cache_ttl_secs" in up.stderr
    assert_clean(up)


def test_config_show_tells_every_value_and_its_source(user):
    done = user.run("config", "show", "--json", settings={"cache_ttl_secs": 77})
    listing = {entry["key"]: entry for entry in json.loads(done.stdout)["settings"]}
    assert (listing["cache_ttl_secs"]["value"], listing["host_port"]["value"]) == (77, "127.0.0.1:8080")
    assert "ISARTOR__CACHE_TTL_SECS" in listing["cache_ttl_secs"]["source"]


def test_the_demo_needs_nothing_and_ends_with_its_table(user):
    done = user.run("demo")
    assert done.returncode == 0, done.stderr
    assert "SIMULATED" in done.stdout
    table = done.stdout[done.stdout.index("LAYER"):]
    assert re.search(r"^\s*l1a\s+exact cache\b", table, re.MULTILINE)
    assert re.search(r"^\s*l3\s+synthetic \(simulated\)", table, re.MULTILINE)
    assert re.search(r"(\d+) of \d+ requests never left the machine", table)
    assert "set-key" in table
    assert list(user.cwd.iterdir()) == []


def test_check_without_a_key_says_what_to_do(user):
    done = user.run("check")
    assert done.returncode == 0
    assert "SKIPPED" in done.stdout and "set-key" in done.stdout
    assert_clean(done)


def test_check_asks_the_provider(user, upstream):
    settings = {"llm_provider": "anthropic", "external_llm_url": upstream.url, "external_llm_api_key": "sk-x"}
    done = user.run("check", settings=settings)
    assert done.returncode == 0 and "OK" in done.stdout
    assert upstream.generations == 1


@pytest.mark.parametrize("status", ["401", "404", "500"])
def test_check_names_the_remedy_when_the_provider_refuses(user, upstream, status):
    upstream.schedule({"fault": "status-" + status})
    settings = {"external_llm_url": upstream.url, "external_llm_api_key": "sk-x"}
    done = user.run("check", settings=settings)
    assert done.returncode == 1
    assert "FAILED" in done.stdout and f"HTTP {status}" in done.stdout
    assert "To do" in done.stdout
    assert_clean(done)


def test_check_of_a_provider_that_is_not_there(user):
    done = user.run("check", settings={"external_llm_url": "http://127.0.0.1:9/v1", "external_llm_api_key": "sk-x"})
    assert done.returncode == 1
    assert "FAILED" in done.stdout and "external_llm_url" in done.stdout
    assert_clean(done)


def test_a_day_in_the_background(user, upstream):
    settings = {
        "host_port": f"127.0.0.1:{user.port}", "external_llm_url": upstream.url, "external_llm_api_key": "sk-x"}
    up = user.run("up", "--detach", settings=settings)
    assert up.returncode == 0, up.stderr
    assert f"http://127.0.0.1:{user.port}" in up.stderr
    assert wire.request(user.port, "GET", "/healthz").json == {"status": "ok"}
    asked = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}).encode()
    for layer in ["l3", "l1a"]:
        assert wire.request(user.port, "POST", "/v1/chat/completions", asked).header("x-isartor-layer") == layer

    again = user.run("up", "--detach", settings=settings)
    assert again.returncode == 1 and "running already" in again.stderr
    assert_clean(again)

    logs = user.run("logs")
    assert logs.returncode == 0 and "listening" in logs.stdout

    stop = user.run("stop", settings=settings)
    assert stop.returncode == 0, stop.stderr
    with pytest.raises(OSError):
        wire.request(user.port, "GET", "/healthz")
    log = user.run("logs").stdout
    assert "stopped" in log and not TRACES.search(log)

    nothing = user.run("stop")
    assert nothing.returncode == 1 and "no gateway is running" in nothing.stderr
    assert_clean(nothing)
    assert user.run("up", "--detach", settings=settings).returncode == 0, "it starts again"
    assert user.run("stop", settings=settings).returncode == 0


def test_a_taken_port_is_told_and_ends_with_1(user, start_gateway):
    first = start_gateway({"llm_provider": "synthetic"})
    settings = {"host_port": f"127.0.0.1:{first.port}"}
    for arguments in (["up"], ["up", "--detach"]):
        done = user.run(*arguments, settings=settings)
        assert done.returncode == 1, arguments
        assert_clean(done)
        text = done.stderr + (user.run("logs").stdout if "--detach" in arguments else "")
        assert f"127.0.0.1:{first.port}" in text and "host_port" in text
    assert first.get("/healthz").status == 200


def test_an_open_door_needs_a_key(user):
    done = user.run("up", settings={"host_port": f"0.0.0.0:{user.port}"})
    assert done.returncode == 1
    assert "gateway_api_key" in done.stderr and "allow_unauthenticated" in done.stderr
    assert_clean(done)


@pytest.mark.parametrize(
    "arguments", [["upp"], ["up", "--detatch"], ["set-key"], ["set-key", "-p", "nobody"], ["bench", "upstream", "--port"]],
    ids=" ".join)
def test_what_is_not_understood_ends_with_2(user, arguments):
    done = user.run(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr or "Error:" in done.stderr
    assert_clean(done)


def test_a_missing_configuration_file_is_named(user):
    done = user.run("up", "--config", "nowhere.toml")
    assert done.returncode == 1
    assert "nowhere.toml" in done.stderr
    assert_clean(done)


def test_set_key_reads_the_key_from_a_pipe_and_the_gateway_uses_it(user, upstream, start_gateway):
    done = user.run("set-key", "-p", "openai", "--url", upstream.url + "/v1", text_in="sk-from-the-pipe\n")
    assert done.returncode == 0, done.stderr
    assert "sk-from-the-pipe" not in done.stdout + done.stderr
    assert (user.cwd / "isartor.toml").stat().st_mode & 0o777 == 0o600
    assert user.run("check").returncode == 0
    assert upstream.only_request.header("authorization") == "Bearer sk-from-the-pipe"

    aliased = user.run("set-alias", "--alias", "quick", "--model", "gpt-4o-mini")
    assert aliased.returncode == 0, aliased.stderr
    gateway = start_gateway({}, cwd=user.cwd)
    asked = json.dumps({"model": "quick", "messages": [{"role": "user", "content": "Hello"}]}).encode()
    assert gateway.post("/v1/chat/completions", asked).status == 200
    assert upstream.requests[-1].json["model"] == "gpt-4o-mini"
