#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# levels.sh [arm]: compares the encoder's kernels of each level with plain C, on made-up weights.
#
# Without an argument on this machine's processor; with `arm` cross-compiled for 64-bit ARM and run in qemu-user (Debian:
# qemu-user, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross).
set -euo pipefail
cd "$(dirname "$0")/../.."

flags=(-O3 -Wall -Wextra -Werror -ISources/CEncoderKernels/include -ISources/CEncoderKernels)
sources=(scripts/encoder/levels.c Sources/CEncoderKernels/{cpu,image,pack,encoder}.c Sources/CEncoderKernels/kernels_*.c)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = arm ]; then
    for tool in qemu-aarch64 aarch64-linux-gnu-gcc; do
        command -v "$tool" > /dev/null || { echo "levels.sh: there is no $tool" >&2; exit 2; }
    done
    for file in "${sources[@]}"; do
        clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -c "${flags[@]}" "$file" \
            -o "$work/$(basename "$file").o"
    done
    aarch64-linux-gnu-gcc -static "$work"/*.c.o -lm -o "$work/levels"
    qemu-aarch64 "$work/levels"
else
    clang "${flags[@]}" "${sources[@]}" -lm -o "$work/levels"
    "$work/levels"
fi
