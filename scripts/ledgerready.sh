#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Fills the cache to its byte budget, starts the gateway on that file again and again, and fails unless it is ready within 150
# ms and answers from it. Needs a release build (`make build`) and some 600 MB of disk; more arguments go to
# Benchmarks/ledger/ready.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/ready.py "$@"
