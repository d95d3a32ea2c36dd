#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# build.sh: builds the release binary, .build/release/isartor, with Swift's own libraries linked in.
# With jemalloc where it is installed (decision 0035), without the checks that tests make (decision 0034).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/requirements.sh build
flags=(-c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked)
if compgen -G '/usr/lib/*/libjemalloc.so' > /dev/null; then
    # It must come before the C library and stay, though nothing in the program names it.
    flags+=(-Xlinker --no-as-needed -Xlinker -ljemalloc -Xlinker --as-needed)
else
    echo "build.sh: building without jemalloc; install libjemalloc-dev for a gateway that takes a fifth less processor time" >&2
fi
swift build "${flags[@]}" --product isartor
echo "built .build/release/isartor"
