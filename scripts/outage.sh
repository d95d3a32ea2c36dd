#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Lets a provider fail in seven ways under 200 clients, with a healthy fallback, and fails if an answer is lost, late or
# given twice; takes about five minutes. Needs a release build (`make build`); more arguments go to
# Benchmarks/outage/outage.py, see its --help.
set -euo pipefail
cd "$(dirname "$0")/.."
ulimit -n "$(ulimit -Hn)"
exec python3 -u Benchmarks/outage/outage.py "$@"
