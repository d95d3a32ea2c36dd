#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the gateway beside nginx and others, in one run, and checks the limits; see docs/performance.md.
# usage: scripts/bench.sh [options of Benchmarks/compare/compare.py]
set -euo pipefail
cd "$(dirname "$0")/.."
missing=()
for program in nginx wrk haproxy taskset; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "bench: installing what is missing: ${missing[*]}"
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq nginx-light wrk haproxy util-linux >/dev/null
fi
make -s build
tensorzero=()
if [ ! -x .build-bench/venv/bin/python ]; then
  python3 -m venv .build-bench/venv && .build-bench/venv/bin/pip install -q tensorzero==2026.6.0 || true
fi
if .build-bench/venv/bin/python -c 'import tensorzero' 2>/dev/null; then
  tensorzero=(--tensorzero "$PWD/.build-bench/venv/bin/python")
else
  echo "bench: TensorZero is not installed (PyPI package tensorzero); leaving it out"
fi
binary=${ISARTOR:-.build/release/isartor}
python3 Benchmarks/compare/compare.py --binary "$binary" "${tensorzero[@]}" "$@"
[ -x scripts/microbench.sh ] && scripts/microbench.sh || true
