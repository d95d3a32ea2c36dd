#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# requirements.sh build|test|weights: sees to what a fresh Debian 12 lacks beside the Swift toolchain.
#
# Looks first and installs only what is missing, with apt-get, when run as root or where sudo asks for no password;
# otherwise it says what to install and fails. `build` is what compiling needs; `test` adds Python (layering check,
# end-to-end tests) and curl (the commands of the README); `weights` is what scripts/weights.sh needs, and no more.
set -euo pipefail

purpose=${1:-}
case $purpose in build | test | weights) ;; *) echo "usage: $0 build|test|weights" >&2; exit 2 ;; esac

if [ "$purpose" != weights ] && ! command -v swift > /dev/null; then
    echo "requirements.sh: there is no swift in PATH. Install a Swift toolchain of version 6.2 or later." >&2
    exit 1
fi

missing=()
need() { # need PACKAGE COMMAND...: the package is missing unless the command succeeds
    local package=$1
    shift
    "$@" > /dev/null 2>&1 || missing+=("$package")
}

has_header() { echo "#include <$2>" | "$(compiler)" -fsyntax-only -x "$1" -; }
compiler() { # the toolchain's own clang, which compiles the C and C++ targets
    local beside
    beside=$(dirname "$(readlink -f "$(command -v swift)")")/clang
    if [ -x "$beside" ]; then echo "$beside"; else echo clang; fi
}

if [ "$purpose" != weights ]; then
    need git command -v git
    need binutils command -v ld
    need libc6-dev has_header c stdlib.h
    need libstdc++-12-dev has_header c++ string
fi
if [ "$purpose" = build ]; then need libjemalloc-dev has_header c jemalloc/jemalloc.h; fi
need libsqlite3-dev has_header c sqlite3.h
need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
if [ "$purpose" = test ]; then need curl command -v curl; fi
if [ "$purpose" != build ]; then
    need python3 command -v python3
    need python3-venv python3 -c 'import ensurepip, venv'
fi

[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get > /dev/null; then
    echo "requirements.sh: please install (Debian's names): ${missing[*]}" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=(env)
elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    as_root=(sudo env)
else
    echo "requirements.sh: missing packages. Run: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "requirements.sh: installing with apt-get: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "requirements.sh: apt-get failed. Install by hand: ${missing[*]}" >&2
    exit 1
fi
