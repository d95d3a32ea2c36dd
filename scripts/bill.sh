#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sends [count] (default 50,000) mixed requests of all formats to all providers' formats through a gateway and holds its
# ledger against the fake provider's own bill; fails unless the difference is 0. Needs a release build (`make build`); more
# arguments go to Benchmarks/ledger/bill.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -u Benchmarks/ledger/bill.py "$@"
