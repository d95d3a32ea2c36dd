#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# readme-commands.sh [FILE...]: runs the commands that the README and the guides print, so that they work as printed.
#
# A block is run when the line before it is an HTML comment that begins with `runs`:
#     <!-- runs -->                    the block must succeed
#     <!-- runs, prints: words -->     and its output must hold these words
# Blocks of one file run in order, with a home folder, a working folder and a gateway address of their own. Because
# there is no provider, the synthetic one stands in. Whoever asks on standard input gets `example-key`. Python blocks
# need the package that they import in one of the environments of scripts/e2e.sh; without one they are skipped, aloud.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
program=${ISARTOR:-.build/debug/isartor}
if [ ! -x "$program" ]; then
    echo "readme-commands.sh: there is no $program. Build it with: swift build --product isartor" >&2
    exit 1
fi
program=$(readlink -f "$program")
documents=("$@")
[ ${#documents[@]} -gt 0 ] || documents=(README.md docs/guides/*.md)

work=$(mktemp -d)
finish() { # no gateway outlives the check
    for home in "$work"/*/home; do
        [ -e "$home/.isartor/isartor.pid" ] && HOME=$home "$program" stop > /dev/null 2>&1
    done
    rm -rf "$work"
}
trap finish EXIT
mkdir "$work/bin"
ln -s "$program" "$work/bin/isartor"

extract() { # extract DOCUMENT FOLDER: writes each marked block to FOLDER/NN.sh or NN.py, what it shall print beside it
    awk -v folder="$2" '
        /^<!-- runs/ { marked = 1; prints = $0; if (!sub(/^.*prints: /, "", prints)) prints = ""; sub(/ *-->.*$/, "", prints); next }
        marked && /^```/ { kind = substr($0, 4); marked = 0; inside = 1
            name = sprintf("%s/%02d.%s", folder, ++count, kind == "python" ? "py" : "sh")
            printf "%s", prints > (name ".prints"); close(name ".prints"); printf "" > name; next }
        inside && /^```/ { inside = 0; close(name); next }
        inside { print > name; next }
        { marked = 0 }' "$1"
}

python_with() { # python_with MODULE: an interpreter that can import it
    local python
    for python in "$root"/.build-e2e/*/bin/python python3; do
        if "$python" -c "import $1" > /dev/null 2>&1; then echo "$python"; return; fi
    done
    return 1
}

run() { # run BLOCK HOME PORT
    local block=$1 home=$2 port=$3 interpreter=(bash -euo pipefail) module
    if [[ $block == *.py ]]; then
        module=$(sed -nE 's/^(from|import) ([A-Za-z0-9_]+).*/\2/p' "$block" | head -n 1)
        if ! interpreter=("$(python_with "$module")"); then
            echo "  SKIPPED: no Python environment has $module (run scripts/e2e.sh first)"
            return 0
        fi
    fi
    sed -i "s/:8080/:$port/g" "$block"
    (cd "$home/../work" && echo example-key | env -i HOME="$home" PATH="$work/bin:/usr/local/bin:/usr/bin:/bin" LANG=C.UTF-8 \
        ISARTOR__LLM_PROVIDER=synthetic ISARTOR__HOST_PORT="127.0.0.1:$port" \
        timeout 120 "${interpreter[@]}" "$block") > "$block.out" 2>&1
}

status=0 count=0
for document in "${documents[@]}"; do
    folder=$work/$(basename "$document" .md)
    mkdir -p "$folder/home" "$folder/work"
    extract "$document" "$folder"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    for block in "$folder"/[0-9]*.sh "$folder"/[0-9]*.py; do
        [ -e "$block" ] || continue
        echo "$block"
    done | sort > "$folder/order"
    while IFS= read -r block; do
        count=$((count + 1))
        printf '%s: %s\n' "$document" "$(head -n 1 "$block")"
        wanted=$(cat "$block.prints")
        if ! run "$block" "$folder/home" "$port" < /dev/null || ! { [ -z "$wanted" ] ||
            grep -qF -- "$wanted" "$block.out"; }; then
            [ -z "$wanted" ] || echo "  (it must print: $wanted)"
            sed 's/^/  /' "$block" "$block.out"
            echo "readme-commands.sh: this block of $document does not work as printed" >&2
            status=1
        fi
    done < "$folder/order"
done
if [ "$count" = 0 ]; then echo "readme-commands.sh: no block is marked" >&2; exit 1; fi
[ "$status" = 0 ] && echo "ok: $count blocks"
exit "$status"
