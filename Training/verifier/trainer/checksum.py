# SPDX-License-Identifier: Apache-2.0
"""The checksum of the embedded tables: FNV-1a over their 64-bit words. Format: docs/verifier/README.md."""
import struct


def checksum(data, without):
    """The checksum of a table, whose own checksum stands at `without` and counts as zero."""
    data = data + b"\0" * (-len(data) % 8)
    total = 0xCBF29CE484222325
    for number, word in enumerate(struct.unpack(f"<{len(data) // 8}Q", data)):
        total = ((total ^ (0 if number * 8 == without else word)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return total ^ total >> 32


def sealed(data, at):
    """The table with its checksum written at `at`."""
    return data[:at] + struct.pack("<Q", checksum(data, at)) + data[at + 8:]
