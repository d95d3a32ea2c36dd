#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Keeps 300 paced streams open for [minutes] (default 30) and fails if memory, descriptors or throughput drift.
# Needs a release build (`make build`); more arguments go to Benchmarks/volume/soak.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
ulimit -n "$(ulimit -Hn)"
exec python3 -u Benchmarks/volume/soak.py "$@"
