#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gives an instrumented gateway the work that the release build is optimised for.

    Benchmarks/profile/train.py --binary .build-profile/release/isartor --models FOLDER --into FOLDER

What happens most is done most: hits, requests and streams that are passed on. Then every surface before a provider of every
format, with and without streaming, and questions that are compared by meaning. Each gateway leaves one .profraw file in the
folder. The provider is the same program; what it does is not counted.
"""
import argparse
import http.client
import http.server
import json
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "compare"), str(HERE.parent / "semantic")]

import compare  # noqa: E402
import latency  # noqa: E402
import run  # noqa: E402
import servers  # noqa: E402

SAID = "How many lanterns hang on the wall, and who lights them in the evening? "


def chat(number, stream):
    content = [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": f"{number}. {SAID * 6}"}]
    return "/v1/chat/completions", {"model": "gpt-4o-mini", "stream": stream, "messages": content}


def messages(number, stream):
    return "/v1/messages", {
        "model": "claude-sonnet-4-5", "max_tokens": 500, "stream": stream, "system": [{"type": "text", "text": "Answer briefly."}],
        "messages": [{"role": "user", "content": "Good evening."}, {"role": "assistant", "content": "Good evening."},
                     {"role": "user", "content": [{"type": "text", "text": f"{number}. {SAID * 6}"}]}]}


def responses(number, stream):
    return "/v1/responses", {
        "model": "gpt-4o-mini", "stream": stream, "instructions": "Answer briefly.",
        "input": [{"role": "user", "content": [{"type": "input_text", "text": f"{number}. {SAID * 6}"}]}]}


def gemini(number, stream):
    action = "streamGenerateContent?alt=sse" if stream else "generateContent"
    return f"/v1beta/models/gemini-2.5-flash:{action}", {
        "systemInstruction": {"parts": [{"text": "Answer briefly."}]},
        "contents": [{"role": "user", "parts": [{"text": f"{number}. {SAID * 6}"}]}]}


def passed_on(arguments, into):
    """What wrk asks for: new requests, repeats to the byte, repeats that differ in an ignored field, streams."""
    for mode, connections in (("fresh", 16), ("ignored", 32), ("repeat", 32), ("stream", 16)):
        bare = servers.upstream(arguments.binary, 1, "frames=200 frame-bytes=64" if mode == "stream" else None)
        gateway = servers.isartor(arguments.binary, bare.port, 0, LLVM_PROFILE_FILE=str(into / f"{mode}.profraw"))
        keys = 10_000 if mode in ("ignored", "repeat") else 0
        salt = f"train{int(time.time())}"
        if keys:
            compare.wrk(gateway.port, 2, connections, "repeat", keys, salt, [])
        found = compare.wrk(gateway.port, arguments.seconds, connections, mode, keys, salt, [])
        print(f"{mode}: {found['requests']} requests", flush=True)
        gateway.stop()
        bare.stop()


def translated(arguments, into):
    """Every surface before a provider of every format."""
    provider = servers.Server(
        "provider", [arguments.binary, "bench", "upstream", "--port", str(port := servers.free_port())], port, 1)
    for family in ("openai", "anthropic", "gemini"):
        gateway = servers.isartor(
            arguments.binary, provider.port, 0, ISARTOR__LLM_PROVIDER=family,
            LLVM_PROFILE_FILE=str(into / f"{family}.profraw"))
        connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
        for number in range(arguments.requests):
            for shape in (chat, messages, responses, gemini):
                path, body = shape(number, number % 2 == 1)
                for _ in range(2):
                    connection.request("POST", path, json.dumps(body), {
                        "content-type": "application/json", "x-api-key": servers.GATEWAY_KEY})
                    answer = connection.getresponse()
                    data = answer.read()
                    if answer.status != 200:
                        sys.exit(f"{family} {path}: {answer.status} {data[:400]!r}")
        print(f"{family}: {arguments.requests * 8} requests", flush=True)
        connection.close()
        gateway.stop()
    provider.stop()


def by_meaning(arguments, into):
    """New questions, and kept ones in other words."""
    provider = http.server.ThreadingHTTPServer(("127.0.0.1", 0), latency.Provider)
    provider.daemon_threads = True
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    gateway = run.Gateway(arguments.binary, arguments.models, {
        "ISARTOR__CACHE_MAX_CAPACITY": "30000", "ISARTOR__SEMANTIC_WAIT_MS": "1000", "ISARTOR__SEMANTIC_MODE": "serve",
        "LLVM_PROFILE_FILE": str(into / "meaning.profraw")}, provider.server_port)
    asked = latency.questions(latency.Vocabulary(arguments.models), arguments.requests * 10)
    layers = [latency.timed(gateway, words + text)[1] for text in asked for words in ("", "Please tell me: ")]
    print(f"by meaning: {len(layers)} requests, {layers.count('l1b')} answered so", flush=True)
    gateway.connection.close()
    gateway.process.terminate()
    gateway.process.wait(60)
    provider.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--models", required=True)
    parser.add_argument("--into", required=True)
    parser.add_argument("--seconds", type=int, default=6, help="of each load")
    parser.add_argument("--requests", type=int, default=300, help="of each shape to each family")
    arguments = parser.parse_args()
    arguments.binary = str(pathlib.Path(arguments.binary).resolve())
    into = pathlib.Path(arguments.into).resolve()
    into.mkdir(parents=True, exist_ok=True)
    passed_on(arguments, into)
    translated(arguments, into)
    by_meaning(arguments, into)


if __name__ == "__main__":
    main()
