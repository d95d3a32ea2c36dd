// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Fills in what a tool's result leaves to the call that it answers, as `docs/identity.md` says.
struct ToolLinks {
    private typealias Call = (id: String, name: String)

    private let surface: Surface
    /// Names of chat's calls by their ids.
    private var names: [String: String] = [:]
    /// Gemini's calls that no result has answered, before each content.
    private var unanswered: [[Call]] = []

    init(_ request: JSONTree, _ surface: Surface) {
        self.surface = surface
        switch surface {
        case .chatCompletions:
            for message in request["messages"]?.elements ?? [] {
                for call in message["tool_calls"]?.elements ?? [] {
                    guard let id = call["id"]?.text else { continue }
                    names[id] = (call["function"] ?? call["custom"])?["name"]?.text
                }
            }
        case .gemini:
            var open: [Call] = []
            var wasModels = false
            for (place, content) in (request["contents"]?.elements ?? []).enumerated() {
                let isModels = content["role"] == .string("model")
                if isModels, !wasModels { open = [] }
                wasModels = isModels
                unanswered.append(open)
                _ = Self.told(content, place, &open)
            }
        case .messages, .responses, .native: break
        }
    }

    /// The value at `path` with nothing left to the calls.
    func told(_ path: [PathStep], _ value: JSONTree?) -> JSONTree? {
        guard let value else { return nil }
        switch (surface, path.first, path.dropFirst().first) {
        case (.chatCompletions, .key("messages"), .index): return told(value)
        case (.chatCompletions, .key("messages"), nil): return .array((value.elements ?? []).map(told))
        case (.gemini, .key("contents"), .index(let place)) where unanswered.indices.contains(place):
            var open = unanswered[place]
            return Self.told(value, place, &open)
        default: return value
        }
    }

    private func told(_ message: JSONTree) -> JSONTree {
        guard message["role"] == .string("tool"), let id = message["tool_call_id"]?.text else { return message }
        switch message["name"] {
        case nil, .null, .string(""): return message.setting("name", to: names[id].map(JSONTree.string))
        default: return message
        }
    }

    private static func told(_ content: JSONTree, _ place: Int, _ open: inout [Call]) -> JSONTree {
        var madeUp = 0
        func makeUp() -> String {
            madeUp += 1
            return "call_\(place)_\(madeUp - 1)"
        }
        guard let parts = content["parts"]?.elements else { return content }
        let told = parts.map { part in
            if let call = part["functionCall"] ?? part["function_call"], let name = call["name"]?.text {
                open.append((call["id"]?.text ?? makeUp(), name))
            }
            for key in ["functionResponse", "function_response"] {
                guard let result = part[key], result.members != nil else { continue }
                let (id, name) = (result["id"]?.text ?? "", result["name"]?.text ?? "")
                let found =
                    id.isEmpty
                    ? open.firstIndex { $0.name == name } ?? (name.isEmpty ? open.indices.first : nil)
                    : open.firstIndex { $0.id == id }
                let call: Call = found.map { open.remove(at: $0) } ?? (id.isEmpty ? makeUp() : id, name)
                var whole = result
                if result["id"].saysNothing { whole = whole.setting("id", to: .string(call.id)) }
                if result["name"].saysNothing { whole = whole.setting("name", to: .string(call.name)) }
                return part.setting(key, to: whole)
            }
            return part
        }
        return content.setting("parts", to: .array(told))
    }
}

extension JSONTree {
    /// The object with another value for a member, or without it.
    fileprivate func setting(_ key: String, to value: JSONTree?) -> JSONTree {
        guard case .object(let members) = self else { return self }
        guard let value else { return .object(members.filter { $0.key != key }) }
        guard members.contains(where: { $0.key == key }) else {
            return .object(members + [.init(key: key, value: value)])
        }
        return .object(members.map { $0.key == key ? .init(key: key, value: value) : $0 })
    }
}

extension JSONTree? {
    /// Whether a text is not there or empty.
    fileprivate var saysNothing: Bool { self == nil || self == .some(.null) || self == .some(.string("")) }
}
