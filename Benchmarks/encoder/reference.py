# SPDX-License-Identifier: Apache-2.0
"""The reference that the encoder is compared with: the published weights as an ONNX model, and the reference tokenizer.

Writes encoder.onnx (fp32) into a folder of your choice; `python reference.py MODEL_FOLDER WORK_FOLDER` does only that.
Needs onnx, onnxruntime, numpy, tokenizers from PyPI.
"""
import json
import pathlib
import struct
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, HIDDEN = 6, 12, 384
HEAD = HIDDEN // HEADS


def load_weights(folder):
    """All fp32 tensors of model.safetensors by name."""
    data = (pathlib.Path(folder) / "model.safetensors").read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    table = json.loads(data[8:8 + length])
    return {
        name: np.frombuffer(data, np.float32, int(np.prod(entry["shape"])), 8 + length + entry["data_offsets"][0])
        .reshape(entry["shape"])
        for name, entry in table.items() if name != "__metadata__" and entry["dtype"] == "F32"
    }


def load_tokenizer(folder):
    """The reference tokenizer over vocab.txt, without padding and truncation."""
    from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
    lines = (pathlib.Path(folder) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {piece: number for number, piece in enumerate(lines) if piece}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True)
                                  for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])])
    return tokenizer


class Graph:
    """Collects nodes and constants, and names what has no name."""

    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, value, name=None):
        name = name or f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind, *inputs, **attributes):
        self.count += 1
        output = f"{kind}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def linear(self, x, weights, name):
        product = self.add("MatMul", x, self.constant(weights[name + ".weight"].T, name + ".weight"))
        return self.add("Add", product, self.constant(weights[name + ".bias"], name + ".bias"))

    def norm(self, x, weights, name):
        return self.add("LayerNormalization", x, self.constant(weights[name + ".weight"], name + ".scale"),
                        self.constant(weights[name + ".bias"], name + ".shift"), axis=-1, epsilon=1e-12)


def export(folder, path):
    """Writes the model: pieces [1, n] in, the last layer's output [1, n, 384] out."""
    weights, g = load_weights(folder), Graph()
    words = g.add("Gather", g.constant(weights["embeddings.word_embeddings.weight"], "words"), "pieces")
    length = g.add("Shape", "pieces", start=1, end=2)
    positions = g.add("Slice", g.constant(weights["embeddings.position_embeddings.weight"], "positions"),
                      g.constant(np.array([0], np.int64)), length, g.constant(np.array([0], np.int64)))
    x = g.add("Add", words, positions)
    x = g.add("Add", x, g.constant(weights["embeddings.token_type_embeddings.weight"][0], "type"))
    x = g.norm(x, weights, "embeddings.LayerNorm")
    split = g.constant(np.array([0, 0, HEADS, HEAD], np.int64), "split")
    join = g.constant(np.array([0, 0, HIDDEN], np.int64), "join")
    root = g.constant(np.array(HEAD ** -0.5, np.float32), "root")
    half, one = g.constant(np.array(0.5, np.float32)), g.constant(np.array(1, np.float32))
    two = g.constant(np.array(2 ** 0.5, np.float32))
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        parts = {}
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
            whole = g.linear(x, weights, name + "attention.self." + part)
            parts[part] = g.add("Transpose", g.add("Reshape", whole, split), perm=order)
        scores = g.add("Mul", g.add("MatMul", parts["query"], parts["key"]), root)
        mixed = g.add("MatMul", g.add("Softmax", scores, axis=-1), parts["value"])
        mixed = g.add("Reshape", g.add("Transpose", mixed, perm=[0, 2, 1, 3]), join)
        x = g.norm(g.add("Add", g.linear(mixed, weights, name + "attention.output.dense"), x), weights,
                   name + "attention.output.LayerNorm")
        inner = g.linear(x, weights, name + "intermediate.dense")
        gate = g.add("Add", g.add("Erf", g.add("Div", inner, two)), one)
        inner = g.add("Mul", g.add("Mul", inner, gate), half)
        x = g.norm(g.add("Add", g.linear(inner, weights, name + "output.dense"), x), weights,
                   name + "output.LayerNorm")
    g.nodes.append(helper.make_node("Identity", [x], ["last"]))
    graph = helper.make_graph(
        g.nodes, "encoder", [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "n"])],
        [helper.make_tensor_value_info("last", TensorProto.FLOAT, [1, "n", HIDDEN])], g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def session(path, threads=1):
    """An ONNX Runtime session on the CPU."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def encode(model, pieces):
    """The unit vector of one text, given its word pieces with [CLS] and [SEP]."""
    last = model.run(None, {"pieces": np.array([pieces], np.int64)})[0][0]
    mean = last.astype(np.float64).mean(0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    export(sys.argv[1], target / "encoder.onnx")
    print(target / "encoder.onnx")
