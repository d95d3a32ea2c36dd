#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# build.sh: builds the release binary, .build/release/isartor, with Swift's own libraries linked in.
# With jemalloc where it is installed (decision 0035), without the checks that tests make (decision 0034), optimised by what
# was counted in use (decision 0042). scripts/profile.sh sets ISARTOR_COUNT_WITH to build one that counts, in .build-profile.
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
packed=Benchmarks/profile/isartor.profdata.gz
if [ -n "${ISARTOR_COUNT_WITH:-}" ]; then
    scratch=.build-profile
    flags+=(-Xswiftc -Xfrontend -Xswiftc -ir-profile-generate
        -Xlinker -u -Xlinker __llvm_profile_runtime -Xlinker "$ISARTOR_COUNT_WITH")
    basis=counting
else
    scratch=.build
    mkdir -p "$scratch"
    gzip -dc "$packed" > "$scratch/isartor.profdata.new"
    cmp -s "$scratch/isartor.profdata.new" "$scratch/isartor.profdata" || mv "$scratch/isartor.profdata.new" "$scratch/isartor.profdata"
    rm -f "$scratch/isartor.profdata.new"
    # The profile's format goes with the compiler: another release's may not read it.
    tools=$(dirname "$(readlink -f "$(command -v swift)")")
    if "$tools/llvm-profdata" show "$scratch/isartor.profdata" > /dev/null 2>&1; then
        flags+=(-Xswiftc -Xfrontend -Xswiftc "-ir-profile-use=$PWD/$scratch/isartor.profdata")
        basis=$(cksum < "$scratch/isartor.profdata")
    else
        echo "build.sh: this toolchain cannot read $packed; building without it, for an eighth more processor time" >&2
        basis=none
    fi
fi
# The compiler keeps an object file whose code is as before, and does not see that the profile is another.
if [ "$(cat "$scratch/isartor.basis" 2> /dev/null)" != "$basis" ]; then
    find "$scratch" -path '*/release/*' -name '*.swift.o' -delete 2> /dev/null || true
fi
mkdir -p "$scratch"
swift build "${flags[@]}" --scratch-path "$scratch" --product isartor
echo "$basis" > "$scratch/isartor.basis"
echo "built $scratch/release/isartor"
