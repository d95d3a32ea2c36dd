#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# microbench.sh [check | write] [NAME...]: counts the instructions of small pieces of the hot path.
#
# Each benchmark of Benchmarks/Sources/micro runs N and 2N times under callgrind; the difference over N is what one
# time costs, free of the program's start. The counts do not depend on how busy or how fast the machine is, only on the
# processor's kind and the compiler's version. `check`, the default, fails where a count is over its threshold in
# Benchmarks/thresholds.tsv by more than 15 %; `write` writes that file anew.
#
# MICRO_SCRATCH=DIR  where to build (.build-micro)
set -euo pipefail
cd "$(dirname "$0")/.."

mode=check
case ${1:-} in
check | write) mode=$1; shift ;;
-*) echo "usage: $0 [check | write] [NAME...]" >&2; exit 2 ;;
esac
thresholds=Benchmarks/thresholds.tsv
allowed=15
scratch=${MICRO_SCRATCH:-.build-micro}

if ! command -v valgrind > /dev/null; then
    echo "microbench.sh: please install valgrind (Debian's name)" >&2
    exit 1
fi

flags=(-c release --package-path Benchmarks --product micro --scratch-path "$scratch")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "building the benchmarks (the first time takes some minutes)"
swift build "${flags[@]}" > "$work/log" 2>&1 || { grep -E 'error:' "$work/log" || tail -n 30 "$work/log"; exit 1; }
# Debian's valgrind cannot read this compiler's debugging information.
program=$work/micro
strip --strip-debug -o "$program" "$(swift build "${flags[@]}" --show-bin-path 2> "$work/log")/micro"

instructions() { # instructions NAME COUNT: all that the program executes
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" > "$work/out" 2> "$work/callgrind" || {
        tail -n 20 "$work/callgrind" >&2
        return 1
    }
    awk '/Collected :/ { print $4 }' "$work/callgrind"
}

if [ $# -gt 0 ]; then names=("$@"); else read -r -a names <<< "$("$program" list | tr '\n' ' ')"; fi
[ "$mode" = check ] || [ $# = 0 ] || { echo "microbench.sh: write takes no names" >&2; exit 2; }
status=0
printf '# Instructions for one time, as scripts/microbench.sh write counted them.\n' > "$work/new"
printf '%-26s %12s %12s\n' benchmark instructions threshold
for name in "${names[@]}"; do
    case $name in *100k | *frames) count=50 ;; *) count=1000 ;; esac
    once=$(instructions "$name" "$count")
    twice=$(instructions "$name" $((2 * count)))
    cost=$(((twice - once) / count))
    printf '%s\t%s\n' "$name" "$cost" >> "$work/new"
    known=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$thresholds" 2> "$work/log" || true)
    verdict=
    if [ "$mode" = check ]; then
        if [ -z "$known" ]; then
            verdict="no threshold: run $0 write"
            status=1
        elif [ $((cost * 100)) -gt $((known * (100 + allowed))) ]; then
            verdict="over by more than $allowed %"
            status=1
        elif [ $((cost * (100 + allowed))) -lt $((known * 100)) ]; then
            verdict="well under: write the thresholds anew to hold this"
        fi
    fi
    printf '%-26s %12s %12s  %s\n' "$name" "$cost" "${known:--}" "$verdict"
done
if [ "$mode" = write ]; then cp "$work/new" "$thresholds"; fi
exit "$status"
