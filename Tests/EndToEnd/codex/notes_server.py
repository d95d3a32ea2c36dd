# SPDX-License-Identifier: Apache-2.0
"""A small MCP server on stdin and stdout, whose one tool writes a note into the folder where it runs."""

import json
import pathlib
import sys

TOOL = {
    "name": "add_note",
    "description": "Writes a note.",
    "inputSchema": {
        "type": "object", "properties": {"file": {"type": "string"}, "text": {"type": "string"}},
        "required": ["file", "text"]}}


def answer(method, parameters):
    """The result of one call, or None where there is no such method."""
    if method == "initialize":
        return {
            "protocolVersion": parameters["protocolVersion"], "capabilities": {"tools": {}},
            "serverInfo": {"name": "notes", "version": "1"}}
    if method == "tools/list":
        return {"tools": [TOOL]}
    if method == "tools/call":
        given = parameters["arguments"]
        pathlib.Path(given["file"]).write_text(given["text"] + "\n")
        return {"content": [{"type": "text", "text": "noted: " + given["text"]}], "isError": False}
    return {} if method == "ping" else None


def main():
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message or "method" not in message:
            continue
        result = answer(message["method"], message.get("params") or {})
        reply = {"jsonrpc": "2.0", "id": message["id"]}
        if result is None:
            reply["error"] = {"code": -32601, "message": "Method not found"}
        else:
            reply["result"] = result
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
