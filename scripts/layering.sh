#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# layering.sh: Package.swift is the map of the house, and this sees to it that the code keeps to the map.
#
# 1. A file imports only what its target's line names (and the system's own modules).
# 2. A line names only lines above it, so no dependency points upwards and none goes in a circle.
# 3. Some rooms stay closed to each other whatever the lines say (`never` below).
# 4. Every Swift file under Sources and Tests belongs to a target.
#
# The compiler does not do this: a target may import whatever another target happened to build first.
set -euo pipefail
cd "$(dirname "$0")/.."

# A scratch folder of its own: a build that runs meanwhile is not waited for.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
swift package --scratch-path "$scratch" dump-package | python3 -c '
import json, os, re, sys

system = {"Swift", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization",
          "Testing"}
gateway = {"Addresses", "Conversation", "WireFormats", "Pipeline", "Settings", "Telemetry", "Storage", "KeptState", "Providers", "DataPlane",
           "ControlPlane", "GatewayApp"}
io = re.compile(r"NIO|Hummingbird|TOMLKit|ArgumentParser|GRDB")
never = [
    # (who, what, why)
    (lambda t: t["name"] in {"Addresses", "Conversation", "WireFormats", "Pipeline"}, lambda m: io.match(m),
     "the layers that decide do no input or output"),
    (lambda t: "/Bench/" in t["path"] and t["path"].startswith("Sources"), lambda m: m in gateway,
     "what measures the gateway looks at it from outside"),
    (lambda t: t["name"] not in {"ControlPlane"}, lambda m: m == "Hummingbird",
     "the data plane is written on NIO alone"),
]
statement = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")
targets = json.load(sys.stdin)["targets"]
local = {t["name"] for t in targets}
problems, above, covered, count = [], set(), set(), 0
for target in targets:
    name, path = target["name"], target.get("path") or "Sources/" + target["name"]
    target["path"] = path
    named = {next(iter(d.values()))[0] for d in target["dependencies"]}
    for other in sorted((named & local) - above):
        problems.append(f"Package.swift: the line of {name} names {other}, which is not above it")
    above.add(name)
    for folder, _, files in os.walk(path):
        for file in sorted(f for f in files if f.endswith(".swift")):
            place = os.path.join(folder, file)
            covered.add(os.path.normpath(place))
            for number, line in enumerate(open(place, encoding="utf-8"), 1):
                found = statement.match(line)
                if not found:
                    continue
                count += 1
                module = found[1]
                if module not in named | system | {name}:
                    problems.append(f"{place}:{number}: the line of {name} in Package.swift does not name {module}")
                for who, what, why in never:
                    if who(target) and what(module):
                        problems.append(f"{place}:{number}: {name} must never import {module}: {why}")
for root in ("Sources", "Tests"):
    for folder, _, files in os.walk(root):
        for file in files:
            place = os.path.normpath(os.path.join(folder, file))
            if file.endswith(".swift") and place not in covered:
                problems.append(f"{place}: belongs to no target of Package.swift")
print("\n".join(problems) if problems else f"ok: {count} imports in {len(targets)} targets keep to Package.swift")
sys.exit(1 if problems else 0)'
