#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# indexbench.sh: prints how fast the vector index searches beside the machine's read bandwidth, how fast it loads, and
# how often its nearest entry is the one that 32-bit floats find; fails where it misses a limit. Wants a quiet machine.
#
# MICRO_SCRATCH=DIR  where to build (.build-micro, as for scripts/microbench.sh)
set -euo pipefail
cd "$(dirname "$0")/.."

flags=(-c release --package-path Benchmarks --product indexbench --scratch-path "${MICRO_SCRATCH:-.build-micro}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "building the benchmark (the first time takes some minutes)"
swift build "${flags[@]}" > "$log" 2>&1 || { grep -E 'error:' "$log" || tail -n 30 "$log"; exit 1; }
scripts/weights.sh optional
"$(swift build "${flags[@]}" --show-bin-path 2> "$log")/indexbench" \
    .build/weights/all-minilm-l6-v2 Benchmarks/semantic/workload.jsonl
