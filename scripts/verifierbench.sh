#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# verifierbench.sh: prints how much processor time the verifier takes to prepare a text and to compare a pair, and checks on
# 100,000 pairs that it does not matter which text comes first. Reads generated pairs. Fails when preparing takes more than 50
# µs, comparing more than 100 µs, or a pair is asymmetric.
#
# WEIGHTS=DIR        the encoder's weights (those of scripts/weights.sh)
# MICRO_SCRATCH=DIR  where to build (.build-micro, as for scripts/microbench.sh)
set -euo pipefail
cd "$(dirname "$0")/.."

flags=(-c release --package-path Benchmarks --product verifierbench --scratch-path "${MICRO_SCRATCH:-.build-micro}")
log=$(mktemp)
pairs=$(mktemp)
trap 'rm -f "$log" "$pairs"' EXIT
echo "building the benchmark (the first time takes some minutes)"
swift build "${flags[@]}" > "$log" 2>&1 || { grep -E 'error:' "$log" || tail -n 30 "$log"; exit 1; }
folder=${WEIGHTS:-.build/weights/all-minilm-l6-v2}
[ -n "${WEIGHTS:-}" ] || scripts/weights.sh optional
python3 Training/verifier/generate.py "$pairs" > "$log"
weights=()
[ -f "$folder/model.safetensors" ] && weights=("$folder")
"$(swift build "${flags[@]}" --show-bin-path 2> "$log")/verifierbench" "$pairs" "${weights[@]}"
