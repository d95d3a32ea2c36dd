# SPDX-License-Identifier: Apache-2.0
"""The encoder, as the program encoderbench offers it."""
import base64
import subprocess

import numpy as np


class Probe:
    """One process of encoderbench."""

    def __init__(self, program, folder, level=""):
        self.process = subprocess.Popen([program, folder] + ([level] if level else []), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, *fields):
        self.process.stdin.write(("\t".join(fields) + "\n").encode())
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode().rstrip("\n")
        if answer.startswith("!") or answer == "?":
            raise RuntimeError(f"encoderbench answers {answer} to {fields[0]}")
        return answer

    @staticmethod
    def text(value):
        return base64.b64encode(value.encode()).decode()

    def tokens(self, text):
        """Numbers, and (start, end) in bytes."""
        columns = [[int(v) for v in c.split(",") if v] for c in self.ask("tokens", self.text(text)).split("\t")]
        return columns[0], list(zip(columns[1], columns[2]))

    def vector(self, precision, text):
        return np.frombuffer(base64.b64decode(self.ask("vector", precision, self.text(text))), np.float32)

    def times(self, precision, rounds, text):
        """Milliseconds."""
        return [float(v) for v in self.ask("time", precision, str(rounds), self.text(text)).split(",")]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
