#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# verifier.sh [train|dry|check|frozen|report|words]: everything around the verifier's model, by one command each.
#
# train (the default): generates the pairs, computes their features with the program's own code, trains, calibrates, writes
# trees.bin, and checks that the program and the trainer say the same. dry: the same without writing anything. check: only that
# comparison. frozen: scores the frozen half, once a commit. report: writes docs/verifier/report.md. words: compiles wordnet.bin.
#
# Needs Python 3.11 with venv, and the encoder's weights (scripts/weights.sh). BANKING77=<folder> adds pairs of that data set.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-train}

python=.build/verifier-venv/bin/python
prepare() {
    if [ ! -x "$python" ]; then
        python3 -m venv .build/verifier-venv
    fi
    if ! cmp -s Training/requirements.txt .build/verifier-venv/requirements.txt; then
        .build/verifier-venv/bin/pip install --quiet --requirement Training/requirements.txt
        cp Training/requirements.txt .build/verifier-venv/requirements.txt
    fi
}
build() {
    if [ -z "${WEIGHTS:-}" ]; then scripts/weights.sh; fi
    if [ -z "${FEATURES:-}" ]; then swift build --package-path Training -c release --product features; fi
}

case $what in
    words)
        python3 Training/verifier/words/compile_words.py
        ;;
    train | dry)
        prepare
        build
        python3 Training/verifier/generate.py --check
        if [ "$what" = dry ]; then
            "$python" Training/verifier/train.py --dry
        else
            "$python" Training/verifier/train.py
            build # the trees are embedded: build again before they are compared
            "$python" Training/verifier/check_native.py
            "$python" Training/verifier/report.py
        fi
        ;;
    check)
        prepare
        build
        "$python" Training/verifier/check_native.py
        ;;
    frozen)
        prepare
        build
        "$python" Training/verifier/score_frozen.py
        ;;
    report)
        prepare
        "$python" Training/verifier/report.py
        ;;
    *)
        echo "verifier.sh: unknown command $what" >&2
        exit 64
        ;;
esac
