#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Measures what the ledger and virtual keys cost a hit on the event loop, and the writer for an entry; fails beyond 1.5, 0.2
# and 6 microseconds of processor time. Needs a release build (`make build`) and two processors that have nothing else
# to do; more arguments go to Benchmarks/ledger/cost.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/cost.py "$@"
