# SPDX-License-Identifier: Apache-2.0
"""A provider that knows the right answer to every prompt of the workload, for run.py."""
import http.server
import json
import pathlib
import threading

folder = pathlib.Path(__file__).parent


def lines(name):
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


ANSWERS = {row["id"]: row["text"] for row in lines("answers.jsonl")}
WORKLOAD = lines("workload.jsonl")
RIGHT = {(row["bot"], row["prompt"]): ANSWERS[row["answer_id"]] for row in WORKLOAD}


class Oracle(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    calls = 0
    lock = threading.Lock()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        system, question = body["messages"][0]["content"], body["messages"][-1]["content"]
        with Oracle.lock:
            Oracle.calls += 1
        answer = {
            "id": f"chatcmpl-{Oracle.calls}", "object": "chat.completion", "created": 1750000000,
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": RIGHT[bot_of(system), question]}}],
            "usage": {"prompt_tokens": 40, "completion_tokens": 30, "total_tokens": 70},
        }
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def system_of(bot):
    return f"You are the support assistant of the {bot} company. Answer from its handbook."


def bot_of(system):
    return system.split("of the ")[1].split(" company")[0]


def start():
    """Serves on a free port of this machine; returns the server."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Oracle)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
