#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# lint.sh: the checks that need no build: format, layering, file sizes, house rules, links.
set -euo pipefail
cd "$(dirname "$0")/.."

printf '\n== %s\n' "format"
swift format lint --strict -p -r Sources Tests Package.swift
echo "ok"
for check in layering sizes house links; do
    printf '\n== %s\n' "$check"
    "scripts/$check.sh"
done
