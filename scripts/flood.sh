#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Floods the encoder with long questions and fails if hits, pass-through, memory or the event loops notice too much of it;
# takes about two minutes and wants a quiet machine and wrk. Needs a release build (`make build`); more arguments go to
# Benchmarks/encoder/flood.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/weights.sh
ulimit -n "$(ulimit -Hn)"
exec python3 -u Benchmarks/encoder/flood.py --models .build/weights/all-minilm-l6-v2 "$@"
