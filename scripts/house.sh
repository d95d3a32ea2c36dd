#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# house.sh: small rules that no compiler checks.
#
# 1. Every Swift file and every script says its licence (SPDX) in its first three lines.
# 2. No file that belongs to the repository names a path of somebody's machine.
# 3. Sources force nothing (`try!`, `as!`, fatalError) and leave nothing for later (TODO, FIXME).
# 4. `@unchecked Sendable` and `nonisolated(unsafe)` say in a comment just above what makes them safe.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
report() { # report HEADING FINDINGS: prints both, and remembers the failure, if there are findings
    [ -n "$2" ] || return 0
    printf '%s\n%s\n' "$1" "$2"
    status=1
}

files() {
    git ls-files -z --cached --others --exclude-standard || { echo "house.sh: needs a git checkout" >&2; exit 1; }
}

without_licence() {
    local file
    while IFS= read -r -d '' file; do
        case $file in *.swift | *.sh | *.py | .ci/run | Makefile) ;; *) continue ;; esac
        [ -f "$file" ] || continue
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "  $file"
    done < <(files)
}

machine_paths() { # invented people may have homes
    files | xargs -0 grep -InE '(^|[^A-Za-z0-9._~-])/(root|home|Users|work|opt)/[A-Za-z0-9._-]' 2> /dev/null |
        grep -vE '/home/(a|alice|bob|you|user|me)\b' | cut -c 1-160
}

forced() {
    grep -rnE --include='*.swift' '\btry!|\bas! |\bfatalError\(|\b(TODO|FIXME|XXX)\b' Sources | cut -c 1-160
}

unexplained() {
    find Sources -name '*.swift' -print0 | xargs -0 awk '
        FNR == 1 { comment = 0 }
        /@unchecked Sendable|nonisolated\(unsafe\)/ && !/^[ \t]*\/\// && !comment { print "  " FILENAME ":" FNR }
        { comment = /^[ \t]*\/\// || (comment && /^[ \t]*@/) }'
}

report "Without an SPDX line at the top:" "$(without_licence)"
report "Paths of somebody's machine:" "$(machine_paths || true)"
report "Forced, or left for later:" "$(forced || true)"
report "Unchecked, without a comment just above that says why:" "$(unexplained)"

if [ "$status" = 0 ]; then echo "ok"; fi
exit "$status"
