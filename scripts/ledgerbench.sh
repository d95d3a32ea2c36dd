#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a ledger of [count] entries (default 10,000,000) and fails unless its pages and `isartor stats` answer within 100
# ms and an entry takes at most 150 bytes. Needs a release build (`make build`) and some 2 GB of disk; more arguments go
# to Benchmarks/ledger/large.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/large.py "$@"
