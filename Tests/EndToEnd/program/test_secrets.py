# SPDX-License-Identifier: Apache-2.0
"""Keys with recognisable text are used wherever keys can be, and looked for wherever keys must not be.

Four characters at either end may show where a key is masked, so its middle is what is searched for.
"""

import json
import pathlib

import pytest
from support.clients import fault, mark

GATEWAY_KEY = "gate-Qz51vRxN8wTfK72mBd-wayx"
OTHER_KEY = "othr-Hj62cWpY4sGnV83kLt-keyx"
PROVIDER_KEY = "prov-Dm73bXqF9zJrC15hPs-idex"
CLIENT_KEY = "clnt-Tg84kZvB2nWxM96fRj-entx"
WRONG_KEY = "wrng-Lp95sKdC7hQyZ41gVb-keyx"
KEYS = [GATEWAY_KEY, OTHER_KEY, PROVIDER_KEY, CLIENT_KEY, WRONG_KEY]


def leaks(text):
    """The pieces of keys that `text` gives away: any six characters of a middle."""
    found = set()
    for key in KEYS:
        middle = key[4:-4]
        found.update(middle[start:start + 6] for start in range(len(middle) - 5) if middle[start:start + 6] in text)
    return sorted(found)


def assert_tight(text, what):
    assert leaks(text) == [], f"{what} gives a key away"


def processes(root):
    """The command lines of a process and all its children, as `ps` shows them."""
    lines = []
    waiting = [root]
    while waiting:
        process = waiting.pop()
        folder = pathlib.Path(f"/proc/{process}")
        lines.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        for task in (folder / "task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    return "\n".join(lines)


def carriers(key):
    """The three headers that a key may come in."""
    return [{"x-api-key": key}, {"authorization": "Bearer " + key}, {"x-goog-api-key": key}]


def chat(prompt, **more):
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": prompt}], **more}).encode()


FAULTS = [
    "status-400", "status-401", "status-404", "status-429", "status-500", "cut", "reset", "malformed-sse",
    "truncated-json", "html-200", "close-before", "error-in-stream", "stall-inside"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_answer_log_or_page_gives_a_key_away(start_gateway, upstream, log_format, words):
    gateway = start_gateway({
        "external_llm_url": upstream.url, "external_llm_api_key": PROVIDER_KEY, "gateway_api_key": GATEWAY_KEY,
        "gateway_api_keys": [{"name": "other", "key": OTHER_KEY}], "log_level": "debug", "log_format": log_format,
        "l3_idle_timeout_secs": 1, "max_body_bytes": 100_000})
    answers = []

    def post(body, path="/v1/chat/completions", **headers):
        answers.append(gateway.post(path, body, **headers))
        return answers[-1]

    for headers in carriers(GATEWAY_KEY) + carriers(OTHER_KEY):
        # A wrong key beside a right one does no harm, and is not told either.
        assert post(chat(words), **{"cookie": "key=" + CLIENT_KEY, "x-goog-api-key": WRONG_KEY, **headers}).status == 200
    for headers in carriers(WRONG_KEY):
        assert post(chat(words), **headers).status == 401
        assert post(chat(words), path="/v1/messages", **headers).status == 401
        answers.append(gateway.get("/metrics", **headers))
        answers.append(gateway.get("/no-such-page?key=" + WRONG_KEY, **headers))
        assert {answer.status for answer in answers[-2:]} == {401}
    right = {"authorization": "Bearer " + GATEWAY_KEY}
    for broken in FAULTS:
        for stream in (False, True):
            post(chat(words + broken, stream=stream), **right, **fault(fault=broken))
    assert post(chat(words + "x" * 200_000), **right).status == 413
    assert post(b'{"model": "' + WRONG_KEY.encode(), **right).status == 400
    assert post(chat(words), **right, **{"x-isartor-cache": WRONG_KEY}).status == 400
    answers += [gateway.get(path, **right) for path in ("/health", "/metrics", "/healthz", "/readiness", "/nothing")]
    for answer in answers:
        assert_tight(answer.everything, "an answer")
    assert_tight(processes(gateway.process.pid), "the process list")
    gateway.stop()
    assert "stopped" in gateway.output
    assert_tight(gateway.output, "the log")


def test_only_the_provider_gets_its_key(start_gateway, upstream, words):
    gateway = start_gateway({
        "external_llm_url": upstream.url, "external_llm_api_key": PROVIDER_KEY, "gateway_api_key": GATEWAY_KEY})
    for headers in carriers(GATEWAY_KEY):
        gateway.post("/v1/chat/completions", chat(words), **headers, **{"x-isartor-cache": "bypass"})
    assert upstream.generations == 3
    for request in upstream.requests:
        seen = str(request.headers) + request.target + request.body.decode()
        assert leaks(seen.replace(PROVIDER_KEY, "")) == []
        assert request.header("authorization") == "Bearer " + PROVIDER_KEY


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_a_forwarded_key_leaves_no_trace_here(start_gateway, upstream, words, stream):
    gateway = start_gateway({"external_llm_url": upstream.url, "log_level": "debug"})
    answers = [
        gateway.post("/v1/chat/completions", chat(words + mark(**more), stream=stream), **headers)
        for headers in carriers(CLIENT_KEY)[:2]
        for more in ({"frames": 3}, {"fault": "status-401"}, {"fault": "cut"})]
    answers += [gateway.get("/metrics"), gateway.get("/health")]
    assert CLIENT_KEY in str(upstream.requests[0].headers)
    for answer in answers:
        assert_tight(answer.everything, "an answer")
    gateway.stop()
    assert_tight(gateway.output, "the log")


def everything_below(folder, but=()):
    """The contents of all files below a folder."""
    files = [path for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file() and path not in but]
    return "\n".join(f"{path}\n{path.read_bytes().decode(errors='replace')}" for path in files)


def test_commands_and_the_state_folder_keep_keys_to_themselves(user, upstream, words):
    written = []

    def run(*arguments, **options):
        done = user.run(*arguments, **options)
        written.append(done.stdout + done.stderr)
        return done

    assert run(
        "set-key", "-p", "openai", "--url", upstream.url + "/v1", text_in=PROVIDER_KEY + "\n").returncode == 0
    assert run("set-key", "-p", "openai", "--dry-run", text_in=PROVIDER_KEY + "\n").returncode == 0
    file = user.cwd / "isartor.toml"
    assert PROVIDER_KEY in file.read_text()
    # Top-level keys come first in a TOML file.
    file.write_text(f'gateway_api_key = "{GATEWAY_KEY}"\nhost_port = "127.0.0.1:{user.port}"\n' + file.read_text())
    assert run("config", "show").returncode == 0
    assert run("config", "show", "--json").returncode == 0
    assert run("config", "validate").returncode == 0
    assert run("config").returncode == 0
    assert run("check").returncode == 0
    for status in ("status-401", "status-500", "close-before", "html-200"):
        upstream.schedule({"fault": status})
        run("check")
    upstream.schedule({"fault": "none"}, {"fault": "none"})
    run("demo")
    assert run("up", "--detach").returncode == 0
    pid = int((user.home / ".isartor/isartor.pid").read_text())
    assert_tight(processes(pid), "the process list")
    run("up", "--detach")
    run("logs")
    assert run("stop").returncode == 0
    run("logs")
    for text in written:
        assert_tight(text, "a command")
    assert_tight(everything_below(user.home), "the state folder")
    assert_tight(everything_below(user.cwd, but=[file]), "the working folder")


@pytest.mark.parametrize(
    "text",
    [
        'external_llm_api_key = "{key}\n',
        'external_llm_api_key = {key}\n',
        'external_llm_api_key = ["{key}"]\n',
        'external_llm_api_kye = "{key}"\n',
        'gateway_api_keys = ["{key}"]\n',
        'gateway_api_keys = [{{ name = "{key}", kye = "{key}" }}]\n',
        'gateway_api_keys = [{{ name = "a", key = "{key}" }}, {{ name = "b", key = "{key}" }}]\n',
        'external_llm_api_key = "{key}"\nexternal_llm_api_key = "{key}"\n',
        'external_llm_url = "http://user:{key}@127.0.0.1/v1"\n',
        'external_llm_api_key = "{key}"\ncache_ttl_secs = "soon"\n',
    ],
)
@pytest.mark.parametrize("command", [["up"], ["config", "validate"], ["config", "show"], ["check"], ["demo"]], ids=" ".join)
def test_a_faulty_file_is_reported_without_its_keys(user, text, command):
    (user.cwd / "isartor.toml").write_text(text.format(key=PROVIDER_KEY))
    done = user.run(*command)
    assert done.returncode == 1, done.stdout
    assert_tight(done.stdout + done.stderr, "the report")


@pytest.mark.parametrize(
    "settings",
    [
        {"gateway_api_keys": f'[{{"name": "a", "key": "{OTHER_KEY}"'},
        {"gateway_api_keys": OTHER_KEY},
        {"gateway_api_keys__a": OTHER_KEY},
        {"external_llm_url": f"http://user:{OTHER_KEY}@127.0.0.1/v1"},
        {"external_llm_api_kye": OTHER_KEY},
        {"external_llm_api_key": OTHER_KEY, "cache_ttl_secs": "soon"},
    ],
    ids=lambda settings: "-".join(settings),
)
def test_a_faulty_environment_is_reported_without_its_keys(user, settings):
    for command in (["up"], ["config", "validate"], ["config", "show", "--json"]):
        done = user.run(*command, settings=settings)
        assert done.returncode == 1, done.stdout
        assert_tight(done.stdout + done.stderr, "the report")


@pytest.mark.parametrize(
    "arguments",
    [
        ["set-key", "-p", "nobody", "-k", CLIENT_KEY],
        ["set-key", "-p", "openai", "-k", CLIENT_KEY + " with blanks"],
        ["set-key", "-p", "openai", "-k", CLIENT_KEY, "--url", "no-url"],
        ["set-key", "-p", "openai", "-k", CLIENT_KEY, "--config-path", "/nowhere/at/all.toml"],
        ["set-key", "-p", "openai", "-k", CLIENT_KEY],
        ["set-key", "-p", "openai", "-k", CLIENT_KEY, "--env-file"],
    ],
)
def test_set_key_never_repeats_the_key(user, arguments):
    done = user.run(*arguments)
    assert_tight(done.stdout + done.stderr, "set-key")


def test_files_with_keys_are_for_their_owner_alone(user):
    user.run("set-key", "-p", "openai", text_in=PROVIDER_KEY)
    user.run("set-key", "-p", "openai", "--env-file", text_in=PROVIDER_KEY)
    for path in [user.cwd / "isartor.toml", user.home / ".isartor/env.sh"]:
        assert PROVIDER_KEY in path.read_text()
        assert path.stat().st_mode & 0o777 == 0o600
    assert (user.home / ".isartor").stat().st_mode & 0o777 == 0o700


def test_this_search_finds_what_it_looks_for():
    assert leaks("x" + PROVIDER_KEY[8:16] + "x")
    assert leaks(PROVIDER_KEY[:4] + "…" + PROVIDER_KEY[-4:]) == []
