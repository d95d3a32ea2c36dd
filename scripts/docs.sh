#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# docs.sh write|check: the documents that the program itself tells.
#
# `write` makes docs/configuration.md (from `isartor config reference`) and docs/reference/cli.md (from `--help`) anew;
# `check` fails when they differ from what the program says now, and when a metric or an error code of the sources is
# missing in docs/reference/metrics.md or docs/guides/errors.md. The program is .build/debug/isartor, or $ISARTOR.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-}
case $mode in write | check) ;; *) echo "usage: $0 write|check" >&2; exit 2 ;; esac
program=${ISARTOR:-.build/debug/isartor}
if [ ! -x "$program" ]; then
    echo "docs.sh: there is no $program. Build it with: swift build --product isartor" >&2
    exit 1
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$program" config reference > "$fresh/configuration.md"
COLUMNS=80 python3 - "$program" > "$fresh/cli.md" <<'PYTHON'
import re, subprocess, sys

program = sys.argv[1]

def told(path):
    arguments = [program, *path, "--help"] if path else [program, "--help"]
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.strip()

def show(path):
    text = told(path)
    print(f"{'##' if path else '#'} {' '.join(['isartor', *path])}\n")
    if not path:
        print("<!-- Made by `make docs` from the program's own help; do not edit. -->\n")
        print("Exit codes: 0 done, 1 could not be done (the reason is on standard error), 2 the command line was not")
        print("understood.\n")
    body = re.sub(r"\n  --version +Show the version\.", "", text) if path else text
    print(f"```text\n{body}\n```\n")
    parts = text.split("SUBCOMMANDS:\n", 1)
    if len(parts) == 2:
        for name in re.findall(r"^  ([a-z-]+)", parts[1], flags=re.M):
            if name not in ("See", "help"):
                show([*path, name])

show([])
PYTHON
# One line end at the end of the file.
printf '%s\n' "$(cat "$fresh/cli.md")" > "$fresh/cli.md.new" && mv "$fresh/cli.md.new" "$fresh/cli.md"

if [ "$mode" = write ]; then
    cp "$fresh/configuration.md" docs/configuration.md
    cp "$fresh/cli.md" docs/reference/cli.md
    echo "wrote docs/configuration.md and docs/reference/cli.md"
    exit 0
fi

status=0
for pair in docs/configuration.md:configuration.md docs/reference/cli.md:cli.md; do
    if ! diff -u "${pair%%:*}" "$fresh/${pair##*:}"; then
        echo "docs.sh: ${pair%%:*} is not what the program says. Run: make docs" >&2
        status=1
    fi
done
mentioned() { # mentioned DOCUMENT WORD...: every word stands in the document in backticks
    local document=$1 word
    shift
    for word in "$@"; do
        grep -q "\`$word\`" "$document" && continue
        echo "docs.sh: $document does not mention \`$word\`" >&2
        status=1
    done
}
# shellcheck disable=SC2046
mentioned docs/reference/metrics.md $(grep -ohE '"isartor_[a-z_]+"' Sources/Gateway/Telemetry/*.swift | tr -d '"' | sort -u)
# shellcheck disable=SC2046
mentioned docs/guides/errors.md $(grep -rohE 'code: [^,(]*"[a-z_]+"[^,(]*' Sources/Gateway --include='*.swift' |
    grep -oE '"[a-z_]+"' | tr -d '"' | sort -u)
if [ "$status" = 0 ]; then echo "ok"; fi
exit "$status"
