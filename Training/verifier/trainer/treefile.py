# SPDX-License-Identifier: Apache-2.0
"""The file of trained trees: writes it, reads it, and evaluates it as the program does. Format: docs/verifier/README.md."""
import json
import struct
from dataclasses import dataclass, field

from trainer.checksum import checksum, sealed

MAGIC = b"ISTREES1"
CHECKSUM_AT = 72
LEAF = 0xFFFFFFFF


def names_hash(names):
    """FNV-1a (64 bits) of the feature names, joined by line feeds: ties a model to the features it was trained on."""
    value = 0xCBF29CE484222325
    for byte in "\n".join(names).encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


@dataclass
class Node:
    """A leaf (feature = LEAF, value = its score) or a question: x[feature] <= value goes left."""

    value: float
    feature: int = LEAF
    left: int = 0
    right: int = 0


@dataclass
class TreeModel:
    feature_count: int
    names_hash: int
    bias: float
    threshold: float
    roots: list = field(default_factory=list)
    nodes: list = field(default_factory=list)
    calibration: list = field(default_factory=lambda: [(0.0, 0.0)])
    provenance: dict = field(default_factory=dict)

    def encode(self):
        roots_at = 80
        nodes_at = roots_at + 4 * len(self.roots)
        nodes_at += -nodes_at % 8
        calibration_at = nodes_at + 24 * len(self.nodes)
        provenance_at = calibration_at + 16 * len(self.calibration)
        note = json.dumps(self.provenance, sort_keys=True, indent=1).encode()
        out = bytearray(struct.pack(
            "<8s10IQdd8x", MAGIC, self.feature_count, len(self.roots), len(self.nodes), len(self.calibration),
            roots_at, nodes_at, calibration_at, provenance_at, len(note), 0, self.names_hash, self.bias, self.threshold))
        out += struct.pack(f"<{len(self.roots)}I", *self.roots)
        out += b"\0" * (nodes_at - len(out))
        for node in self.nodes:
            out += struct.pack("<dIIII", node.value, node.feature, node.left, node.right, 0)
        for pair in self.calibration:
            out += struct.pack("<dd", *pair)
        return sealed(bytes(out + note), CHECKSUM_AT)

    @classmethod
    def decode(cls, data):
        (magic, features, trees, nodes, points, roots_at, nodes_at, calibration_at, note_at, note_length, _, names, bias,
         threshold) = struct.unpack_from("<8s10IQdd", data)
        if magic != MAGIC:
            raise ValueError("not a file of trees")
        if struct.unpack_from("<Q", data, CHECKSUM_AT)[0] != checksum(data, CHECKSUM_AT):
            raise ValueError("the file of trees is damaged")
        model = cls(features, names, bias, threshold)
        model.roots = list(struct.unpack_from(f"<{trees}I", data, roots_at))
        for i in range(nodes):
            value, feature, left, right, _ = struct.unpack_from("<dIIII", data, nodes_at + 24 * i)
            model.nodes.append(Node(value, feature, left, right))
        model.calibration = [struct.unpack_from("<dd", data, calibration_at + 16 * i) for i in range(points)]
        model.provenance = json.loads(data[note_at: note_at + note_length])
        return model

    def raw(self, row):
        """The sum of the leaves that one row of features reaches, added in the order of the trees."""
        total = self.bias
        for root in self.roots:
            node = self.nodes[root]
            while node.feature != LEAF:
                node = self.nodes[node.left if row[node.feature] <= node.value else node.right]
            total += node.value
        return total

    def calibrated(self, raw):
        points = self.calibration
        if raw <= points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            if raw <= x1:
                return y0 + (y1 - y0) * (raw - x0) / (x1 - x0)
        return points[-1][1]

    def probability(self, row):
        return self.calibrated(self.raw(row))
