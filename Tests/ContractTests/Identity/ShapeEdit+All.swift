// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

extension ShapeEdit {
    /// Every change that the identity tests make to a body, path by path.
    static func all(of body: [UInt8]) throws -> [ShapeEdit] {
        let nodes = try ShapeNode.all(in: body)
        var edits = try rootAdditions(to: body)
        for (number, node) in nodes.enumerated() {
            edits += try changes(of: node, in: body) + removal(of: node)
            edits += try additions(to: node, number)
        }
        return edits
    }

    private static func replacing(_ node: ShapeNode, _ kind: Kind, with json: String) throws -> ShapeEdit {
        ShapeEdit(
            kind: kind, path: node.path, range: node.range, replacement: Array(json.utf8), after: try JSONTree(json))
    }

    private static func changes(of node: ShapeNode, in body: [UInt8]) throws -> [ShapeEdit] {
        let raw = String(decoding: body[node.range], as: UTF8.self)
        var edits: [ShapeEdit] = []
        switch node.kind {
        case .string:
            edits.append(try replacing(node, .changed, with: raw.dropLast() + "~\""))
            edits.append(try replacing(node, .retyped, with: "1"))
            if raw != "\"\"" { edits.append(try replacing(node, .emptied, with: "\"\"")) }
        case .number:
            edits.append(try replacing(node, .changed, with: raw == "7" ? "8" : "7"))
            edits.append(try replacing(node, .retyped, with: "\"\(raw)\""))
        case .true, .false:
            edits.append(try replacing(node, .changed, with: node.kind == .true ? "false" : "true"))
            edits.append(try replacing(node, .retyped, with: "\"\(raw)\""))
        case .null:
            edits.append(try replacing(node, .retyped, with: "\"null\""))
        case .object:
            edits.append(try replacing(node, .retyped, with: "[]"))
            if !node.isEmpty { edits.append(try replacing(node, .emptied, with: "{}")) }
        case .array:
            edits.append(try replacing(node, .retyped, with: "{}"))
            if !node.isEmpty { edits.append(try replacing(node, .emptied, with: "[]")) }
        }
        if node.kind != .null { edits.append(try replacing(node, .nulled, with: "null")) }
        return edits
    }

    private static func removal(of node: ShapeNode) -> [ShapeEdit] {
        [ShapeEdit(kind: .removed, path: node.path, range: node.removal, replacement: [], after: nil)]
    }

    private static func additions(to node: ShapeNode, _ number: Int) throws -> [ShapeEdit] {
        let inside = node.range.lowerBound + 1
        switch node.kind {
        case .object:
            // A name that is known elsewhere must mean nothing here; each object tries another one.
            let borrowed = borrowedNames[number % borrowedNames.count]
            return try ["isartor_probe", "cache_control", borrowed].filter { !node.keys.contains($0) }.map { name in
                try adding(name, #"{"type":"ephemeral"}"#, to: node.path, at: inside, isOnly: node.isEmpty)
            }
        case .array:
            let end = node.range.upperBound - 1
            let json = #"{"role":"user","type":"text","text":"isartor probe"}"#
            // The place in the list does not matter to the oracle: a list's elements are all of one class.
            return [
                ShapeEdit(
                    kind: .added, path: node.path + [.index(.max)], range: end..<end,
                    replacement: Array((node.isEmpty ? json : "," + json).utf8), after: try JSONTree(json))
            ]
        default: return []
        }
    }

    private static func adding(
        _ name: String, _ json: String, to path: [PathStep], at place: Int, isOnly: Bool
    ) throws -> ShapeEdit {
        ShapeEdit(
            kind: .added, path: path + [.key(name)], range: place..<place,
            replacement: Array("\"\(name)\":\(json)\(isOnly ? "" : ",")".utf8), after: try JSONTree(json))
    }

    private static let borrowedNames = [
        "user", "metadata", "session_id", "stream", "store", "id", "prompt_cache_key", "thread", "content", "model",
        "stream_options", "safety_identifier", "client_metadata", "conversation_id", "messages", "container",
    ]

    /// New members of the request itself.
    private static func rootAdditions(to body: [UInt8]) throws -> [ShapeEdit] {
        let keys = try JSONTree(body).members?.map(\.key) ?? []
        let start = (body.firstIndex(of: UInt8(ascii: "{")) ?? 0) + 1
        var edits: [ShapeEdit] = []
        for (name, values) in newMembers where !keys.contains(name) {
            for value in values { edits.append(try adding(name, value, to: [], at: start, isOnly: keys.isEmpty)) }
        }
        return edits
    }

    private static let newMembers: [(String, [String])] = [
        ("isartor_probe", ["1", "null"]), ("user", ["\"u\"", "5"]), ("safety_identifier", ["\"s\"", "null"]),
        ("prompt_cache_key", ["\"k\""]), ("client_metadata", [#"{"session_id":"s","a":[1]}"#]),
        ("cache_control", [#"{"type":"ephemeral"}"#]), ("store", ["false", "null", "true", "1"]),
        (
            "metadata",
            [
                "{}", "null", "7", #"{"user_id":"u","a":{"session_id":"inner"}}"#, #"{"session_id":"s"}"#,
                #"{"thread_id":" t "}"#, #"{"conversation_id":null}"#, #"{"session_id":""}"#, #"{"thread_id":5}"#,
            ]
        ),
        ("session_id", sessions), ("thread_id", sessions), ("conversation_id", sessions),
        ("stream", ["true", "false", "null", "\"true\"", "1", "[]"]),
        (
            "stream_options",
            [
                "{}", "null", #"{"include_usage":true}"#, #"{"include_usage":"x","include_obfuscation":false}"#,
                #"{"include_usage":true,"other":1}"#, "[]", "\"x\"",
            ]
        ),
        ("background", ["true", "false", "null"]), ("include", ["[]", "[\"reasoning.encrypted_content\"]"]),
        ("cachedContent", states), ("cached_content", states), ("sessionId", ["\"s\""]),
        ("previous_response_id", states), ("conversation", states), ("thread", states), ("container", states),
        ("mcp_servers", states), ("temperature", ["0", "0.5"]), ("n", ["2"]), ("seed", ["1"]),
        ("stop", ["\"x\"", "null"]),
        ("response_format", [#"{"type":"json_object"}"#]), ("tool_choice", ["\"none\""]), ("max_tokens", ["5"]),
        ("system", ["\"s\"", "[]", #"[{"type":"text","text":"s"}]"#]), ("prompt", ["\"p\""]), ("prediction", ["{}"]),
        ("prompt_cache_retention", ["\"24h\""]), ("service_tier", ["\"flex\""]), ("input", ["\"i\""]),
        ("modalities", ["[\"text\"]"]), ("messages", ["[]", #"[{"role":"user","content":"m"}]"#]), ("model", ["\"m\""]),
    ]

    private static let sessions = [
        "\"s\"", "\" s \"", "null", "\"\"", "\" \"", "5", "\"\(String(repeating: "s", count: 513))\"",
    ]
    private static let states = ["\"x\"", "{}", "[]", "false", "null"]
}
