#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# sizes.sh: keeps files small enough to be read in one go.
#
# Sources: no file over 500 lines, median at most 120, nine of ten files at most 350. Tests: no file over 700 lines.
set -euo pipefail
cd "$(dirname "$0")/.."

check() { # check FOLDER LIMIT MEDIAN P90
    find "$1" -name '*.swift' -type f -print0 | xargs -0 -r awk '
        FNR == 1 { if (name != "") print lines, name; name = FILENAME }
        { lines = FNR }
        END { if (name != "") print lines, name }' | sort -n | awk -v folder="$1" -v limit="$2" -v median="$3" -v p90="$4" '
        { size[NR] = $1; if ($1 > limit) { printf "%s has %d lines; the limit is %d. Split it by concern.\n", $2, $1, limit; bad = 1 } }
        END {
            if (NR == 0) { print folder " has no Swift files: run this in the repository"; exit 1 }
            m = size[int((NR + 1) / 2)]; n = size[int(NR * 0.9 + 0.999999)]
            printf "%s: %d files, median %d, nine of ten up to %d, largest %d\n", folder, NR, m, n, size[NR]
            if (m > median) { printf "%s: the median of %d lines is over %d\n", folder, m, median; bad = 1 }
            if (n > p90) { printf "%s: nine of ten files have up to %d lines, over %d\n", folder, n, p90; bad = 1 }
            exit bad
        }'
}

check Sources 500 120 350
check Tests 700 700 700
