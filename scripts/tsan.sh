#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests that use several threads (real sockets, event loops, shared state) under Thread Sanitizer, and fails at
# the first report. Builds everything anew in .build-tsan: some minutes. More arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."

flags=(--sanitize=thread --scratch-path .build-tsan -Xswiftc -DTHREAD_SANITIZER)
suites='GatewayAppTests|ProvidersTests|DataPlaneTests|PipelineTests|FakeUpstreamTests|VectorIndexTests|EmbedderTests'
swift build "${flags[@]}" --build-tests
export TSAN_OPTIONS="suppressions=$PWD/scripts/tsan-suppressions.txt ${TSAN_OPTIONS:-}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test "${flags[@]}" --skip-build --no-parallel --filter "$suites" "$@" 2>&1 | tee "$log" | grep -v '^✔\|^◇' || true
if grep -q 'WARNING: ThreadSanitizer' "$log"; then
    echo "tsan: $(grep -c 'WARNING: ThreadSanitizer' "$log") reports"
    exit 1
fi
grep -q 'Test run with .* passed' "$log" || exit 1
echo "tsan: no report"
