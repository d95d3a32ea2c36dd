#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# fuzz.sh [EXECUTIONS | SECONDSs]: feeds made-up input to everything that reads bytes of strangers.
#
# Builds Fuzz/ (optimised, with coverage), runs every target and prints the line coverage of the parsers. `fuzz.sh 60s`
# is the default; `fuzz.sh 10000000` spreads that many executions evenly over the targets. Fails when a rule is broken,
# a target crashes, an execution takes more than 100 ms of processor time, or coverage is under 85 %. The input is then
# in Fuzz/crashes, and the command that repeats it is printed.
#
# FUZZ_SEED=N       repeats a run by executions; without it every run is a new one
# FUZZ_TARGETS="…"  only these targets; then coverage is printed, not judged
# FUZZ_JOBS=N       processes at a time (the number of processors)
# FUZZ_SANITIZE=1   checks every memory access instead of measuring coverage; several times slower
# FUZZ_SCRATCH=DIR  where to build (.build-fuzz)
set -euo pipefail
cd "$(dirname "$0")/.."

amount=${1:-60s}
seed=${FUZZ_SEED:-$(date +%s)}
jobs=${FUZZ_JOBS:-$(getconf _NPROCESSORS_ONLN)}
scratch=${FUZZ_SCRATCH:-.build-fuzz}
needed=85
[[ $amount =~ ^[1-9][0-9]*s?$ ]] || { echo "usage: $0 [EXECUTIONS | SECONDSs]" >&2; exit 2; }

flags=(-c release --package-path Fuzz --product fuzz)
if [ -n "${FUZZ_SANITIZE:-}" ]; then
    scratch=$scratch-sanitized
    flags+=(--sanitize address)
else
    flags+=(-Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping)
fi
flags+=(--scratch-path "$scratch")

echo "building the targets (the first time takes some minutes)"
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT
swift build "${flags[@]}" > "$log" 2>&1 || { grep -E 'error:' "$log" || tail -n 30 "$log"; exit 1; }
program=$(swift build "${flags[@]}" --show-bin-path 2> "$log")/fuzz

read -r -a targets <<< "${FUZZ_TARGETS:-$("$program" list | tr '\n' ' ')}"
if [[ $amount == *s ]]; then
    share=$(((${amount%s} * jobs + ${#targets[@]} - 1) / ${#targets[@]}))
    budget=(--seconds "$share")
    echo "seed $seed, $share s for each of ${#targets[@]} targets, $jobs at a time"
else
    share=$(((amount + ${#targets[@]} - 1) / ${#targets[@]}))
    budget=(--executions "$share")
    echo "seed $seed, $share executions for each of ${#targets[@]} targets, $jobs at a time"
fi

run() { # run TARGET: one target to its end; what it leaves behind if that is a bad one
    local target=$1 status=0 kept
    SWIFT_BACKTRACE=registers=none,images=none,color=no,threads=crashed \
        LLVM_PROFILE_FILE=$work/$target.profraw "$program" run "$target" --seeds Fuzz/seeds --seed "$seed" \
        --input-file "$work/$target.input" "${budget[@]}" > "$work/$target.out" 2>&1 || status=$?
    head -n 60 "$work/$target.out"
    [ "$status" != 0 ] || return 0
    mkdir -p Fuzz/crashes
    kept=Fuzz/crashes/$target-$seed-$(date +%s)
    "$program" recover "$work/$target.input" "$kept" || true
    echo "FAILED: $target ended with $status; repeat it with: $program replay $target $kept"
    touch "$work/failed"
}

running=0
for target in "${targets[@]}"; do
    if [ "$running" -ge "$jobs" ]; then
        wait -n || true
        running=$((running - 1))
    fi
    run "$target" &
    running=$((running + 1))
done
wait

status=0
if [ -e "$work/failed" ]; then status=1; fi
awk '/executions/ { sum += $2 } END { printf "in all: %d executions\n", sum }' "$work"/*.out
[ -z "${FUZZ_SANITIZE:-}" ] || exit "$status"

# What reads bytes of strangers; the list is the coverage report's.
parsers=(
    Sources/Gateway/WireFormats
    Sources/Gateway/Providers/Transport/{ResponseParser,ResponseHead,FramingFields,HeaderBytes}.swift
    Sources/Gateway/Pipeline/L3Providers/Endpoint.swift Sources/Gateway/Addresses/{URLParts,LoopbackHost}.swift
    Sources/Gateway/Pipeline/L1aExactCache/CacheControls.swift
    Sources/Gateway/KeptState/Answers/{KeptUsage,Log/{SegmentHeader,SegmentContents,SegmentEntry,LogRecordHead}}.swift
    Sources/Gateway/KeptState/Answers/Log/{AnswerRecord,KeptUsage}+Packed.swift
)
tools=$(dirname "$(readlink -f "$(command -v swift)")")
"$tools/llvm-profdata" merge -sparse "$work"/*.profraw -o "$work/all.profdata"
"$tools/llvm-cov" export -summary-only -instr-profile "$work/all.profdata" "$program" "${parsers[@]}" > "$work/coverage.json"
python3 - "$work/coverage.json" "$needed" "${FUZZ_TARGETS:-}" << 'PYTHON' || status=1
import json, os, sys
files = json.load(open(sys.argv[1]))["data"][0]["files"]
root = os.getcwd() + "/Sources/Gateway/"
rows = sorted((f["filename"].removeprefix(root), f["summary"]["lines"]) for f in files)
rows = [(name, lines["covered"], lines["count"]) for name, lines in rows if lines["count"]]
covered, count = sum(r[1] for r in rows), sum(r[2] for r in rows)
print("\nlines covered\n")
for name, part, whole in rows + [("all parsers", covered, count)]:
    print(f"  {name:58} {part:5} / {whole:5}  {100 * part / whole:5.1f} %")
if not sys.argv[3] and 100 * covered < int(sys.argv[2]) * count:
    sys.exit(f"\nunder {sys.argv[2]} % of the lines were reached")
PYTHON
exit "$status"
