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
swift build "${flags[@]}" > /dev/null || { swift build "${flags[@]}" 2>&1 | tail -n 30; exit 1; }
exec "$(swift build "${flags[@]}" --show-bin-path 2> /dev/null)/indexbench"
