# SPDX-License-Identifier: Apache-2.0
"""Times the encoder beside ONNX Runtime, one thread each, turn by turn in one run.

    python speed.py PROGRAM DEBUG_PROGRAM MODEL_FOLDER WORK_FOLDER [ROUNDS] [LEVEL...]

For 16, 128 and 256 word pieces: medians and shortest times of int8 and bf16, of ONNX Runtime with dynamic int8 and with
fp32, the ratios, and the share of the compute bound (what nothing but dot products from registers would take). Also, the
program's debug build against its release build, and two texts at once on two cores against one, with two processes that only
compute as a control. Fails where a ratio is under what must hold. The clock is the wall's, so run it on a machine that does
nothing else.
"""
import pathlib
import subprocess
import sys
import threading
import time

import numpy as np
from onnxruntime.quantization import QuantType, quantize_dynamic

import reference
from probe import Probe

if len(sys.argv) < 5:
    sys.exit(__doc__)
program, debug_program, folder, work = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 200
work.mkdir(parents=True, exist_ok=True)
exact, narrow = work / "encoder.onnx", work / "encoder-int8.onnx"
reference.export(folder, exact)
quantize_dynamic(str(exact), str(narrow), weight_type=QuantType.QInt8)
sessions = {"onnx int8": reference.session(narrow), "onnx fp32": reference.session(exact)}
tokenizer = reference.load_tokenizer(folder)
probes = {"": Probe(program, folder)}
probes |= {level: Probe(program, folder, level) for level in sys.argv[6:]}
bound = float(probes[""].ask("bound"))
print(f"level {probes[''].ask('level')}; int8 bound {bound:.0f} multiplications a nanosecond and core")

WORDS = "the gateway kept an answer that was given before and a question came again today about red houses".split()
LAYER = 4 * 384 * 384 + 2 * 384 * 1536
failed = False


def text_of(pieces):
    """A text of as many word pieces, marks included."""
    text = " ".join(WORDS[i % len(WORDS)] for i in range(pieces - 2))
    assert len(tokenizer.encode(text).ids) == pieces
    return text


for pieces in (16, 128, 256):
    text = text_of(pieces)
    feed = {"pieces": np.array([tokenizer.encode(text).ids], np.int64)}
    times = {}
    for turn in range(max(5, rounds * 16 // pieces // 5)):
        for level, probe in probes.items():
            for precision in ("int8", "bf16"):
                key = f"{precision} {level}".strip()
                times.setdefault(key, []).extend(probe.times(precision, 5, text))
        for name, session in sessions.items():
            for _ in range(5):
                start = time.perf_counter()
                session.run(None, feed)
                times.setdefault(name, []).append((time.perf_counter() - start) * 1e3)
    print(f"\n{pieces} word pieces, {len(times['int8'])} rounds each")
    for name, values in times.items():
        print(f"  {name:18} p50 {np.median(values):8.3f} ms   shortest {min(values):8.3f} ms")
    own = np.median(times["int8"])
    if bound:
        multiplications = pieces * 6 * (LAYER + 2 * pieces * 384)
        print(f"  share of the compute bound: {multiplications / bound / 1e6 / own:.0%} at p50, "
              f"{multiplications / bound / 1e6 / min(times['int8']):.0%} at the shortest")
    wanted = {"onnx int8": 2 if pieces == 16 else 1.5} | ({"onnx fp32": 5} if pieces == 16 else {})
    for name, least in wanted.items():
        ratio = np.median(times[name]) / own
        failed |= ratio < least
        print(f"  {ratio:.2f} times as fast as {name} (must be {least}){'' if ratio >= least else '  FAILS'}")

debug = Probe(debug_program, folder)
print("\ndebug build against release build, int8")
for pieces in (16, 128):
    slow, fast, text = [], [], text_of(pieces)
    for turn in range(20):
        slow += debug.times("int8", 5, text)
        fast += probes[""].times("int8", 5, text)
    ratio = np.median(slow) / np.median(fast)
    failed |= ratio > 2
    print(f"  {pieces} word pieces: {np.median(slow):.3f} ms, {ratio:.2f} times as long (must be 2 at most)"
          f"{'' if ratio <= 2 else '  FAILS'}")

ARITHMETIC = """
import time
while input():
    start = time.perf_counter()
    sum(range(2_000_000))
    print(time.perf_counter() - start, flush=True)
"""


class Arithmetic:
    """A process that only computes, in nothing but its registers and first-level cache."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", ARITHMETIC], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def times(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return [float(self.process.stdout.readline())]

    def close(self):
        self.process.stdin.write("\n")
        self.process.stdin.close()
        self.process.wait()


def slowdown(one, other):
    """How much longer two take at once than one alone, by medians."""
    alone, together = [], []
    for _ in range(10):
        alone += one()
        worker = threading.Thread(target=lambda: together.extend(other()))
        worker.start()
        together += one()
        worker.join()
    return np.median(together) / np.median(alone)


other, text = Probe(program, folder), text_of(128)
ratio = slowdown(lambda: probes[""].times("int8", 10, text), lambda: other.times("int8", 10, text))
# Two processors may be threads of one core, or one and a half at times: two that share nothing show it.
pair = [Arithmetic(), Arithmetic()]
control = max(1.0, slowdown(pair[0].times, pair[1].times))
for one in pair:
    one.close()
failed |= ratio >= 1.2 * control
print(f"\ntwo texts at once: {ratio:.2f} times as long as one, two processes that only compute {control:.2f} times (must be under "
      f"1.2 times that){'' if ratio < 1.2 * control else '  FAILS'}")
for probe in [*probes.values(), other, debug]:
    probe.close()
sys.exit(1 if failed else 0)
