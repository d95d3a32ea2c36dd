#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# semanticbench.sh [latency|workload] [arguments]: measures the semantic cache from outside.
#
# latency   hits by meaning, misses and exact hits with 10,000 kept questions beside a gateway without the cache; wants an
#           otherwise idle machine, and takes some two minutes
# workload  right and wrong answers on the 1,000 prompts of Benchmarks/semantic, in five modes; takes some minutes
#
# The program is .build/release/isartor, or $ISARTOR; the encoder's weights are fetched once. Arguments go to the script.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-latency}
shift || true
case $kind in
    latency) script=Benchmarks/semantic/latency.py ;;
    workload) script=Benchmarks/semantic/run.py ;;
    *)
        echo "usage: $0 [latency|workload] [arguments]" >&2
        exit 2
        ;;
esac
program=${ISARTOR:-.build/release/isartor}
if [ ! -x "$program" ]; then
    echo "semanticbench.sh: there is no $program. Build it with: make build" >&2
    exit 1
fi
scripts/weights.sh
exec "${PYTHON:-python3}" "$script" --binary "$program" --models .build/weights "$@"
