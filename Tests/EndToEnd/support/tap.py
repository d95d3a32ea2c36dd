# SPDX-License-Identifier: Apache-2.0
"""A relay between a client and the gateway that reads along, whatever HTTP library the client is built on."""

import dataclasses
import socket
import threading

BODILESS = {204, 304}


@dataclasses.dataclass
class Head:
    """The head of an answer."""

    status: int
    fields: dict

    def __getitem__(self, name):
        return self.fields[name]

    def get(self, name):
        """The header of that lower-case name, or None."""
        return self.fields.get(name)


class HeadReader:
    """Finds the heads in one connection's answers, which come in pieces of any size."""

    def __init__(self, found):
        self._found = found
        self._bytes = b""
        # What is read now: a head, a chunk's size, or None within a body of `_left` bytes.
        self._awaited = "head"
        self._left = 0
        self._is_chunked = False

    def read(self, piece):
        """Takes the next bytes of the connection; whole heads go to `found`."""
        self._bytes += piece
        while self._step():
            pass

    def _step(self):
        if self._left > 0:
            taken = min(self._left, len(self._bytes))
            self._bytes = self._bytes[taken:]
            self._left -= taken
            return taken > 0
        if self._awaited == "head":
            head, end, rest = self._bytes.partition(b"\r\n\r\n")
            if end:
                self._bytes = rest
                self._read_head(head.decode("latin-1"))
            return bool(end)
        line, end, rest = self._bytes.partition(b"\r\n")
        if end:
            self._bytes = rest
            size = int(line.split(b";")[0], 16)
            # Each chunk ends with a line break; after the last one, that is all.
            self._left = size + 2
            self._awaited = "size" if size else "head"
        return bool(end)

    def _read_head(self, text):
        start, *lines = text.split("\r\n")
        status = int(start.split(" ")[1])
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status < 200:
            return
        self._found.append(Head(status, fields))
        if status in BODILESS:
            return
        if "chunked" in fields.get("transfer-encoding", ""):
            self._awaited = "size"
        else:
            self._left = int(fields.get("content-length", 0))


class Tap:
    """Listens on a port of its own and passes everything on to `port`; `heads` are those of the answers so far."""

    def __init__(self, port):
        self._port = port
        self.heads = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def clear(self):
        """Forgets what was read."""
        self.heads.clear()

    def close(self):
        """Takes no more connections; the open ones end with their peers."""
        # Closing alone does not wake the thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            reader = HeadReader(self.heads)
            threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, reader), daemon=True).start()

    @staticmethod
    def _pass(source, target, reader):
        try:
            while piece := source.recv(65_536):
                if reader:
                    reader.read(piece)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # One side has gone: so must the other.
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        finally:
            if reader:
                source.close()
                target.close()
