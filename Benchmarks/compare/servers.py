# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the programs that are compared, each pinned to one processor."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

GATEWAY_KEY = "bench-gateway-key-0123456789"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def descendants(pid: int) -> list[int]:
    """The process and all its children: nginx does its work in one."""
    found = [pid]
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as f:
                if int(f.read().rsplit(")", 1)[1].split()[1]) == pid:
                    found += descendants(int(entry))
        except (OSError, IndexError):
            continue
    return found


class Server:
    """One program under test: a process with a port."""

    def __init__(self, name: str, command: list[str], port: int, cpu: int, env: dict | None = None, ready: str = "tcp"):
        self.name, self.port = name, port
        #: What load.lua is told beside the defaults: path and model.
        self.target: list[str] = []
        self.folder = tempfile.mkdtemp(prefix="bench-")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, **(env or {})}
        self.process = subprocess.Popen(
            ["taskset", "-c", str(cpu), *command], stdout=self.log, stderr=self.log, env=environment, cwd=self.folder)
        started = time.monotonic()
        while time.monotonic() - started < 60:
            if self.process.poll() is not None:
                raise RuntimeError(f"{name} ended at once; see {self.log.name}")
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.005)
        else:
            raise RuntimeError(f"{name} does not listen")
        self.ready_after = time.monotonic() - started

    def cpu_seconds(self) -> float:
        """User and system time of the process and its children so far."""
        ticks = 0
        for pid in descendants(self.process.pid):
            try:
                with open(f"/proc/{pid}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
            except OSError:
                continue
        return ticks / TICKS

    def resident_mb(self) -> float:
        total = 0
        for pid in descendants(self.process.pid):
            try:
                with open(f"/proc/{pid}/status") as f:
                    for line in f:
                        if line.startswith("VmRSS:"):
                            total += int(line.split()[1])
            except OSError:
                continue
        return total / 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def nginx(kind: str, upstream_port: int, body: str, cpu: int) -> Server:
    """nginx with one worker and no access log: `static` answers by itself, `proxy` passes on with kept connections."""
    port = free_port()
    folder = tempfile.mkdtemp(prefix="nginx-")
    pool = ""
    if kind == "static":
        location = f"default_type application/json; return 200 '{body}';"
    else:
        pool = f"upstream up {{ server 127.0.0.1:{upstream_port}; keepalive 512; keepalive_requests 100000000; }}"
        location = (
            "proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ''; "
            "proxy_buffering off; proxy_read_timeout 300s;")
    with open(f"{folder}/nginx.conf", "w") as f:
        f.write(f"""
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 16384; }}
http {{
  access_log off; keepalive_requests 100000000; client_max_body_size 64m; client_body_buffer_size 128k;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  {pool}
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ {location} }} }}
}}""")
    return Server(f"nginx-{kind}", ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"], port, cpu)


def haproxy(upstream_port: int, cpu: int) -> Server:
    port = free_port()
    folder = tempfile.mkdtemp(prefix="haproxy-")
    with open(f"{folder}/haproxy.cfg", "w") as f:
        f.write(f"""
global
  nbthread 1
  maxconn 20000
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  http-reuse always
frontend in
  bind 127.0.0.1:{port}
  default_backend up
backend up
  server one 127.0.0.1:{upstream_port}
""")
    return Server("haproxy", ["haproxy", "-db", "-f", f"{folder}/haproxy.cfg"], port, cpu)


def upstream(binary: str, cpu: int, directives: str | None = None) -> Server:
    port = free_port()
    command = [binary, "bench", "upstream", "--bare", "--port", str(port)]
    if directives:
        command += ["--directives", directives]
    return Server("upstream", command, port, cpu)


def isartor(binary: str, upstream_port: int, cpu: int, **settings: str) -> Server:
    """The gateway with one event loop, authentication on, metrics on, exact cache on."""
    port = free_port()
    env = {
        "ISARTOR__HOST_PORT": f"127.0.0.1:{port}", "ISARTOR__EVENT_LOOPS": "1",
        "ISARTOR__GATEWAY_API_KEY": GATEWAY_KEY, "ISARTOR__EXTERNAL_LLM_API_KEY": "bench-provider-key",
        "ISARTOR__EXTERNAL_LLM_URL": f"http://127.0.0.1:{upstream_port}", "ISARTOR__CACHE_TTL_SECS": "3600",
        "ISARTOR__CACHE_MAX_CAPACITY": "100000", **settings,
    }
    return Server("isartor", [binary, "up"], port, cpu, env)


def tensorzero(python: str, upstream_port: int, cpu: int) -> Server:
    """TensorZero's gateway as its Python package starts it, observability off; it chooses its port itself."""
    folder = tempfile.mkdtemp(prefix="tensorzero-")
    with open(f"{folder}/config.toml", "w") as f:
        f.write(f"""
[gateway]
observability.enabled = false
[models.bench]
routing = ["up"]
[models.bench.providers.up]
type = "openai"
model_name = "gpt-4o-mini"
api_base = "http://127.0.0.1:{upstream_port}/v1/"
api_key_location = "none"
""")
    with open(f"{folder}/run.py", "w") as f:
        f.write(f"""
import signal, tensorzero
gateway = tensorzero._start_http_gateway(
    config_file="{folder}/config.toml", clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=False)
open("{folder}/port", "w").write(gateway.base_url)
signal.pause()
""")
    before = time.monotonic()
    process = subprocess.Popen(["taskset", "-c", str(cpu), python, f"{folder}/run.py"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(f"{folder}/port") or not open(f"{folder}/port").read():
        if process.poll() is not None or time.monotonic() - before > 30:
            raise RuntimeError("TensorZero's gateway did not start")
        time.sleep(0.05)
    server = Server.__new__(Server)
    server.name, server.process, server.folder, server.log = "tensorzero", process, folder, open(os.devnull)
    server.port = int(open(f"{folder}/port").read().split(":")[2].split("/")[0])
    server.target = ["/openai/v1/chat/completions", "tensorzero::model_name::bench"]
    server.ready_after = time.monotonic() - before
    return server


def get(port: int, path: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"X-API-Key": GATEWAY_KEY})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode()
