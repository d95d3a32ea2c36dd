#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Measures what the ledger and virtual keys cost a hit on the event loop, and the writer for an entry; fails if the ledger
# takes more than 1.5 microseconds of processor time there or the writer more than 6. Needs a release build (`make build`)
# and two processors that have nothing else to do; more arguments go to Benchmarks/ledger/cost.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/cost.py "$@"
