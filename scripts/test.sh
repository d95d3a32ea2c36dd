#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# test.sh: everything that must hold, the quick checks first. `make test` and continuous integration run it.
#
# On a terminal the build's and the tests' output is shown as it comes; elsewhere it goes to .build/logs and its end is
# printed, or all its errors if a step fails.
set -euo pipefail
cd "$(dirname "$0")/.."
logs=.build/logs
mkdir -p "$logs"

heading() { printf '\n== %s\n' "$1"; }

logged() { # logged NAME LINES COMMAND...: runs the command and shows the last lines of its output
    local name=$1 lines=$2 log=$logs/$1.log status=0
    shift 2
    if [ -t 1 ]; then
        "$@" 2>&1 | tee "$log"
        return
    fi
    "$@" > "$log" 2>&1 || status=$?
    if [ "$status" != 0 ]; then
        grep -E 'error:|✘|Fatal' "$log" | sort -u | head -n 100 || true
        echo "-- the end of $log:"
        tail -n 60 "$log"
        echo "test.sh: $name failed with $status" >&2
        return "$status"
    fi
    tail -n "$lines" "$log"
}

scripts/lint.sh

heading "the verifier's training data"
python3 Training/verifier/generate.py --check
python3 Training/verifier/golden.py --check
python3 -m unittest discover -q -s Training/verifier/tests 2>&1 | tail -n 4

heading "the encoder's weights"
scripts/weights.sh

heading "build (debug, warnings are errors)"
logged build 2 swift build --build-tests

heading "generated documents"
scripts/docs.sh check

heading "tests"
# All tests are Swift Testing's; asking for XCTest as well would end with its "0 tests".
# One at a time: many tests hold sockets and clocks, and two cores are soon busy.
logged tests 12 swift test --skip-build --disable-xctest --enable-swift-testing --no-parallel

heading "end-to-end, short set"
scripts/e2e.sh short

heading "commands of the README and the guides"
scripts/readme-commands.sh

heading "all checks passed"
