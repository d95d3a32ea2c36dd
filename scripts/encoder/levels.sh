#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# levels.sh [arm]: compares the kernels of each level, the encoder's and the vector index's, with plain C, on made-up
# weights and rows.
#
# Without an argument on this machine's processor; with `arm` cross-compiled for 64-bit ARM and run in qemu-user (Debian:
# qemu-user, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross).
set -euo pipefail
cd "$(dirname "$0")/../.."

flags=(-O3 -Wall -Wextra -Werror -ISources/CEncoderKernels/include -ISources/CEncoderKernels)
encoder=(scripts/encoder/levels.c Sources/CEncoderKernels/{cpu,image,pack,encoder}.c Sources/CEncoderKernels/kernels_*.c)
scan=(scripts/encoder/scan_levels.c Sources/CEncoderKernels/cpu.c Sources/CEncoderKernels/scan*.c)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = arm ]; then
    for tool in qemu-aarch64 aarch64-linux-gnu-gcc; do
        command -v "$tool" > /dev/null || { echo "levels.sh: there is no $tool" >&2; exit 2; }
    done
fi

run() { # run ARM? NAME SOURCE...: builds a program of the sources and runs it
    local name=$2 file objects=()
    if [ "$1" != arm ]; then
        clang "${flags[@]}" "${@:3}" -lm -o "$work/$name"
        "$work/$name"
        return
    fi
    for file in "${@:3}"; do
        clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -c "${flags[@]}" "$file" \
            -o "$work/$name.$(basename "$file").o"
        objects+=("$work/$name.$(basename "$file").o")
    done
    aarch64-linux-gnu-gcc -static "${objects[@]}" -lm -o "$work/$name"
    qemu-aarch64 "$work/$name"
}

run "${1:-}" encoder "${encoder[@]}"
run "${1:-}" scan "${scan[@]}"
