#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sends [count] (default 50,000) mixed requests of all formats to all providers' formats through a gateway and holds the
# sum of its ledger against the fake provider's own bill; fails unless the difference is 0.
set -euo pipefail
cd "$(dirname "$0")/.."
ISARTOR_BILL_REQUESTS=${1:-50000} swift test --filter 'BillTests'
