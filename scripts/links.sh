#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# links.sh: every relative link and picture in the documents leads to a file that exists. Asks no network.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 - <<'PYTHON'
import os, re, subprocess, sys
listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
                        capture_output=True, text=True, check=True).stdout
problems, count = [], 0
def anchors(path):
    text = re.sub(r"```.*?```", "", open(path, encoding="utf-8").read(), flags=re.S)
    for title in re.findall(r"^#+\s+(.*?)\s*#*$", text, flags=re.M):
        yield re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
for document in filter(None, listed.split("\0")):
    if not os.path.exists(document):
        continue
    text = re.sub(r"```.*?```", "", open(document, encoding="utf-8").read(), flags=re.S)
    text = re.sub(r"`[^`\n]*`", "", text)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        count += 1
        path, _, anchor = target.partition("#")
        place = os.path.normpath(os.path.join(os.path.dirname(document), path)) if path else document
        if not os.path.exists(place):
            problems.append(f"{document}: {target} leads nowhere")
        elif anchor and place.endswith(".md") and anchor not in anchors(place):
            problems.append(f"{document}: {target} names a heading that does not exist")
print("\n".join(problems) if problems else f"ok: {count} links")
sys.exit(1 if problems else 0)
PYTHON
