#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends the workload through a running gateway and counts right and wrong answers from its caches.

    Benchmarks/semantic/run.py --binary .build/release/isartor --models FOLDER [--vectors WORK_FOLDER]

FOLDER holds all-minilm-l6-v2, as `isartor models pull encoder` leaves it in ~/.isartor/models. Every run starts a gateway
of its own, empty, before an oracle that knows the right answers; a prompt is asked after the one before was answered. With
--vectors, a cache that only compares cosines with 0.85 and 0.92 is replayed over the same prompts with the reference
encoder (needs onnx, onnxruntime, numpy, tokenizers). --write puts the table into docs/benchmarks.md.
"""
import argparse
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import oracle

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- semantic workload: begin -->", "<!-- semantic workload: end -->"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Gateway:
    def __init__(self, binary, models, settings, upstream):
        self.home = tempfile.TemporaryDirectory()
        os.symlink(pathlib.Path(models).resolve(), pathlib.Path(self.home.name) / "models")
        self.port = free_port()
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.home.name, "ISARTOR_HOME": self.home.name,
            "ISARTOR__HOST_PORT": f"127.0.0.1:{self.port}", "ISARTOR__LLM_PROVIDER": "openai",
            "ISARTOR__EXTERNAL_LLM_URL": f"http://127.0.0.1:{upstream}/v1",
            "ISARTOR__EXTERNAL_LLM_API_KEY": "sk-oracle", "ISARTOR__CACHE_TTL_SECS": "86400",
            # What is counted does not depend on how fast the machine is.
            "ISARTOR__SEMANTIC_WAIT_MS": "10000",
        } | settings
        self.process = subprocess.Popen(
            [os.path.abspath(binary), "up"], env=environment, cwd=self.home.name, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(300):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request("GET", "/healthz")
                self.connection.getresponse().read()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(self.process.stderr.read().decode())
                time.sleep(0.1)
        sys.exit("the gateway did not start")

    def ask(self, bot, prompt):
        body = {"model": "gpt-4o-mini", "temperature": 0, "messages": [
            {"role": "system", "content": oracle.system_of(bot)}, {"role": "user", "content": prompt}]}
        self.connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
        response = self.connection.getresponse()
        data = response.read()
        if response.status != 200:
            sys.exit(f"status {response.status}: {data[:300]!r}")
        text = json.loads(data)["choices"][0]["message"]["content"]
        return response.getheader("x-isartor-layer"), response.getheader("x-isartor-cache-reason"), text

    def get(self, path):
        self.connection.request("GET", path)
        return json.loads(self.connection.getresponse().read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.home.cleanup()


def live(arguments, name, settings):
    """One run of the whole workload; returns a row of the table."""
    server = oracle.start()
    oracle.Oracle.calls = 0
    gateway = Gateway(arguments.binary, arguments.models, settings, server.server_port)
    count = dict(exact=0, meaning=0, wrong=0, wrong_exact=0, late=0)
    reasons = {}
    for row in oracle.WORKLOAD:
        layer, reason, text = gateway.ask(row["bot"], row["prompt"])
        reasons[reason] = reasons.get(reason, 0) + 1
        right = text == oracle.ANSWERS[row["answer_id"]]
        if layer == "l1b":
            count["meaning"] += 1
            count["wrong"] += not right
        elif layer == "l1a":
            count["exact"] += 1
            count["wrong_exact"] += not right
        elif not right:
            sys.exit(f"the oracle's own answer was changed: {row}")
        if reason == "verdict_late":
            count["late"] += 1
    calls = oracle.Oracle.calls
    report = gateway.get("/api/admin/cache/semantic-report")
    gateway.stop()
    server.shutdown()
    print(json.dumps({"run": name, **count, "calls": calls, "reasons": reasons}), flush=True)
    for item in report.get("classes", []):
        print(json.dumps({key: item[key] for key in ("state", "threshold", "looked_up", "candidates", "served", "judged",
                                                     "judged_wrong", "would_serve", "served_error")}), flush=True)
    return name, count["exact"], count["meaning"], count["wrong"], count["wrong_exact"]


def replay(arguments, threshold):
    """What a cache does that serves whatever is more similar than a threshold, in the same partitions."""
    import numpy as np
    sys.path.insert(0, str(ROOT / "Benchmarks/encoder"))
    import reference
    model = pathlib.Path(arguments.models) / "all-minilm-l6-v2"
    work = pathlib.Path(arguments.vectors)
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "encoder.onnx").exists():
        reference.export(model, work / "encoder.onnx")
    session, tokenizer = reference.session(work / "encoder.onnx"), reference.load_tokenizer(model)
    if "vectors" not in replay.__dict__:
        replay.vectors = {prompt: reference.encode(session, tokenizer.encode(prompt).ids)
                          for prompt in {row["prompt"] for row in oracle.WORKLOAD}}
    kept, seen = {}, {}
    exact = meaning = wrong = wrong_exact = 0
    for row in oracle.WORKLOAD:
        key, vector = (row["bot"], row["prompt"]), replay.vectors[row["prompt"]]
        if key in seen:
            exact += 1
            wrong_exact += seen[key] != row["answer_id"]
            continue
        entries = kept.setdefault(row["bot"], [])
        best = max(((float(np.dot(vector, other)), answer) for other, answer in entries), default=(-1, None))
        if best[0] >= threshold:
            meaning += 1
            wrong += best[1] != row["answer_id"]
            seen[key] = best[1]
        else:
            entries.append((vector, row["answer_id"]))
            seen[key] = row["answer_id"]
    return f"cosine ≥ {threshold} alone (replayed)", exact, meaning, wrong, wrong_exact


def table(rows):
    total = len(oracle.WORKLOAD)
    lines = ["| cache | exact hits | hits by meaning | of them wrong | correct deflection | wrong answers, of all requests |",
             "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, exact, meaning, wrong, wrong_exact in rows:
        share = f" ({100 * wrong / meaning:.1f} %)" if meaning else ""
        correct = exact + meaning - wrong - wrong_exact
        lines.append(f"| {name} | {exact} | {meaning} | {wrong}{share} | {100 * correct / total:.1f} % | "
                     f"{100 * (wrong + wrong_exact) / total:.1f} % |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/isartor"))
    parser.add_argument("--models", required=True)
    parser.add_argument("--vectors")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--runs", default="off,auto:0.01,auto:0.02,auto:0.05,serve:0.01")
    arguments = parser.parse_args()
    rows = []
    for run in arguments.runs.split(","):
        mode, _, delta = run.partition(":")
        settings = {"ISARTOR__SEMANTIC_MODE": mode} | ({"ISARTOR__SEMANTIC_MAX_ERROR": delta} if delta else {})
        name = {"off": "exact only", "auto": f"`auto`, δ = {delta}", "serve": f"`serve`, δ = {delta}"}[mode]
        rows.append(live(arguments, name, settings))
    if arguments.vectors:
        rows += [replay(arguments, threshold) for threshold in (0.85, 0.92)]
    text = table(rows)
    print(text)
    if arguments.write:
        page = ROOT / "docs/benchmarks.md"
        old = page.read_text(encoding="utf-8")
        before, rest = old.split(BEGIN)
        page.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
