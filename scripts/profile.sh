#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# profile.sh: renews Benchmarks/profile/isartor.profdata.gz, by which the release build is optimised (decision 0042).
#
# Builds the program with counters into .build-profile, gives it the work of Benchmarks/profile/train.py and keeps what
# was counted. Takes a quarter of an hour. Worth doing when `make bench` shows that something often done has become slow;
# functions that were changed since are compiled as without a profile.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in wrk taskset; do
    command -v "$program" > /dev/null || { echo "profile.sh: there is no $program; scripts/bench.sh installs it" >&2; exit 1; }
done
scripts/weights.sh
tools=$(dirname "$(readlink -f "$(command -v swift)")")
runtime=$(find "$tools/../lib/clang" -name "libclang_rt.profile-$(uname -m).a" -print -quit)
[ -n "$runtime" ] || { echo "profile.sh: the toolchain has no libclang_rt.profile-$(uname -m).a" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ISARTOR_COUNT_WITH=$runtime scripts/build.sh
python3 Benchmarks/profile/train.py --binary .build-profile/release/isartor --models .build/weights --into "$work" "$@"
# Functions that only one object file knows are named for its place on this machine: they would match nowhere else.
"$tools/llvm-profdata" merge -sparse --no-function=/ "$work"/*.profraw -o "$work/isartor.profdata"
"$tools/llvm-profdata" show "$work/isartor.profdata"
gzip -9 -n -c "$work/isartor.profdata" > Benchmarks/profile/isartor.profdata.gz
ls -l Benchmarks/profile/isartor.profdata.gz
