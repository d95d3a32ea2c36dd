#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# encoder.sh [compare | speed] [ARGUMENTS...]: the encoder beside the reference tokenizer and ONNX Runtime.
#
# compare checks word pieces and vectors; more arguments are files of lines to check, too. speed times it; more
# arguments are a number of rounds and levels. Without a word, both. Fetches what it compares with by pip, into
# .build-encoder. Wants a quiet machine for speed.
set -euo pipefail
cd "$(dirname "$0")/.."

what=both
case ${1:-} in
compare | speed) what=$1; shift ;;
"") ;;
*) echo "usage: $0 [compare | speed] [ARGUMENTS...]" >&2; exit 2 ;;
esac
scripts/weights.sh
work=.build-encoder
mkdir -p "$work"
python=$work/python/bin/python
if [ ! -x "$python" ]; then
    "${PYTHON:-python3}" -m venv "$work/python"
    "$python" -m pip install --quiet --disable-pip-version-check numpy onnx onnxruntime tokenizers sympy
fi
flags=(--package-path Benchmarks --product encoderbench --scratch-path "${MICRO_SCRATCH:-.build-micro}")
build() { # build CONFIGURATION: builds the program and prints where it is
    swift build -c "$1" "${flags[@]}" > "$work/log" 2>&1 ||
        { grep -E 'error:' "$work/log" >&2 || tail -n 30 "$work/log" >&2; exit 1; }
    echo "$(swift build -c "$1" "${flags[@]}" --show-bin-path 2> /dev/null)/encoderbench"
}
echo "building encoderbench (the first time takes some minutes)"
program=$(build release)
model=.build/weights/all-minilm-l6-v2
status=0
# The libraries' own threads would share the cores with what is measured.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
if [ "$what" != speed ]; then "$python" Benchmarks/encoder/compare.py "$program" "$model" "$work" "$@" || status=1; fi
if [ "$what" != compare ]; then
    debug=$(build debug)
    "$python" Benchmarks/encoder/speed.py "$program" "$debug" "$model" "$work" "$@" || status=1
fi
exit "$status"
