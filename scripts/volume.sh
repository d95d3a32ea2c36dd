#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sends [count] (default 100,000) mixed faults to one gateway, with 10,000 idle connections and a healthy client beside
# them, and fails if anything breaks, leaks or slows down. Needs a release build; more arguments go to
# Benchmarks/volume/volume.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
ulimit -n "$(ulimit -Hn)"
exec python3 -u Benchmarks/volume/volume.py "$@"
