#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Kills a gateway [count] times (default 200) at random moments under load, and fails if its ledger is damaged, counts
# twice or lost an answer that was older than 50 ms. Needs a release build (`make build`); more arguments go to
# Benchmarks/ledger/crash.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/crash.py "$@"
