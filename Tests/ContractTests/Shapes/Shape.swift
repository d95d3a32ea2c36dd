// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

/// A request of a real client: where it goes, its header and its body.
struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    let surface: Surface
    /// Path and query.
    let target: String
    let headers: [(name: String, value: String)]
    /// The body without white space.
    let body: [UInt8]
    /// The body with the file's white space.
    let spacedBody: [UInt8]

    var testDescription: String { name }

    /// The surface behind a path, for the routes that this version serves.
    static func surface(of target: String) -> Surface? {
        let path = target.prefix { $0 != "?" }
        switch path {
        case "/v1/chat/completions": return .chatCompletions
        case "/v1/messages": return .messages
        case "/v1/responses": return .responses
        case "/api/v1/chat": return .native
        default:
            let isGeneration = path.hasSuffix(":generateContent") || path.hasSuffix(":streamGenerateContent")
            return isGeneration && path.contains("models/") ? .gemini : nil
        }
    }

    /// The model that the address names.
    var pathModel: String? {
        guard surface == .gemini else { return nil }
        return target.firstMatch(of: /models\/([^:?]+):/).map { String($0.1) }
    }

    /// Values of all header lines of a name, in lower case.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The body with another value for a top-level member, or with the member put in front.
    func body(setting key: String, to value: JSONTree?) throws -> [UInt8] {
        var members = try JSONTree(body).members ?? []
        let place = members.firstIndex { $0.key == key }
        if let value {
            if let place {
                members[place].value = value
            } else {
                members.insert(.init(key: key, value: value), at: 0)
            }
        } else if let place {
            members.remove(at: place)
        }
        return JSONTree.object(members).bytes
    }

    /// Whether the request asks for a stream.
    var streams: Bool {
        surface == .gemini ? target.contains(":stream") : (try? JSONTree(body)["stream"]) == .boolean(true)
    }
}
