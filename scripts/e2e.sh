#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# End-to-end tests: real client libraries and a real coding agent against the built program and the fake upstream.
#
#   scripts/e2e.sh [short|full] [pytest arguments]
#
# short   the vendors' own client libraries and the program itself, core cases; part of `make test`
# full    every case, and the frameworks and coding agents as well (their packages take 2 GB)
#
# The program is .build/debug/isartor, or what ISARTOR names. Each set of packages gets a virtual environment below
# .build-e2e/, which is made once and kept. PYTHON names the interpreter to make them with (python3, 3.11 or newer).
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-short}
shift || true
python=${PYTHON:-python3}
places=.build-e2e
tests=Tests/EndToEnd
pytest=pytest==9.1.1
export ISARTOR=${ISARTOR:-$PWD/.build/debug/isartor}

fail() {
    echo "e2e: $*" >&2
    exit 1
}

case $kind in
    short) selection=(-m "not full") ;;
    full) selection=() ;;
    *)
        echo "usage: scripts/e2e.sh [short|full] [pytest arguments]" >&2
        exit 2
        ;;
esac
[[ -x $ISARTOR ]] || fail "there is no program at $ISARTOR: run \`swift build\`, or set ISARTOR to its path"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "$python is missing or older than 3.11: install python3, or set PYTHON to a newer one"
"$python" -c 'import ensurepip, venv' 2>/dev/null || fail "$python cannot make virtual environments: install python3-venv"

# Makes the environment $1 with the packages that follow, unless it has them already.
prepare() {
    local place=$places/$1 try
    shift
    if [[ -x $place/bin/python && "$(cat "$place/packages" 2>/dev/null)" == "$*" ]]; then return; fi
    echo "e2e: installing $*"
    for try in first second; do
        rm -rf "$place"
        if "$python" -m venv "$place" &&
            "$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; then
            echo "$*" >"$place/packages"
            return
        fi
        [[ $try == second ]] || echo "e2e: that failed, trying once more" >&2
    done
    fail "cannot install $*: see pip's message above; the package index may be out of reach"
}

declare -A place_of=()
failed=0

# Begins the tests in folder $2 with environment $1.
begin() {
    local place=$1 folder=$2
    shift 2
    PYTHONDONTWRITEBYTECODE=1 "$places/$place/bin/python" -m pytest -c "$tests/pytest.ini" --rootdir "$tests" \
        "$tests/$folder" "${selection[@]}" "$@" >"$places/$place.log" 2>&1 &
    place_of[$!]=$place
}

# Waits until one of them is done and prints what it said.
finish() {
    local process='' code=0
    wait -n -p process || code=$?
    echo "e2e: ${place_of[$process]}"
    cat "$places/${place_of[$process]}.log"
    unset "place_of[$process]"
    if ((code)); then failed=1; fi
}

suites=(
    "program program"
    "openai-1 openai_sdk openai==1.109.1"
    "openai-3 openai_sdk openai==3.52.0"
    "anthropic-0 anthropic_sdk anthropic==0.125.0"
    "anthropic-2 anthropic_sdk anthropic==2.11.0"
    "genai-3 google_genai_sdk google-genai==3.4.0"
)
[[ $kind == short ]] || suites+=(
    "claude-code claude_code claude-agent-sdk==0.2.186"
    "codex codex openai-codex-cli-bin==0.163.0"
    "aider aider aider-chat==0.86.2"
    "genai-1 google_genai_sdk google-genai==1.75.0"
    "surfaces surfaces openai==3.52.0 anthropic==2.11.0 google-genai==3.4.0"
    "langchain langchain_lib langchain-openai==1.7.3 langchain-anthropic==1.7.7 langchain-google-genai==4.4.2"
    "litellm litellm_lib litellm==1.106.2 mcp==2.3.0"
    "pydantic-ai pydantic_ai_lib pydantic-ai-slim[openai,anthropic,google]==2.68.0"
    "agents openai_agents_lib openai-agents==0.24.0"
    "instructor instructor_lib instructor==1.17.0"
)

mkdir -p "$places"
for suite in "${suites[@]}"; do
    read -r place _ packages <<<"$suite"
    # shellcheck disable=SC2086 # Package names hold no blanks.
    prepare "$place" "$pytest" $packages
done

# Two at a time: they wait more than they work. Who interrupts this takes them along.
trap '((${#place_of[@]} == 0)) || kill "${!place_of[@]}" 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for suite in "${suites[@]}"; do
    read -r place folder _ <<<"$suite"
    if ((${#place_of[@]} == 2)); then finish; fi
    begin "$place" "$folder" "$@"
done
while ((${#place_of[@]} > 0)); do finish; done
if ((failed)); then fail "some end-to-end tests failed"; fi
echo "e2e: all end-to-end tests passed"
