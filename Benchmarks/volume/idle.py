# SPDX-License-Identifier: Apache-2.0
"""Holds connections open that have asked once and then say nothing; ends when its standard input does."""

import socket
import sys

from programs import more_descriptors


def main() -> None:
    port, count = int(sys.argv[1]), int(sys.argv[2])
    more_descriptors()
    held = []
    question = b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    for number in range(count):
        connection = socket.socket()
        connection.settimeout(10)
        connection.bind((f"127.0.2.{number % 200 + 1}", 0))
        connection.connect(("127.0.0.1", port))
        connection.sendall(question)
        if not connection.recv(1024).startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"connection {number} was refused")
        held.append(connection)
    print(f"holds {len(held)}", flush=True)
    sys.stdin.readline()
    open_still = 0
    for connection in held:
        connection.setblocking(False)
        try:
            open_still += connection.recv(1) != b""
        except BlockingIOError:
            open_still += 1
        except OSError:
            pass
        connection.close()
    print(f"held {open_still}", flush=True)


if __name__ == "__main__":
    main()
