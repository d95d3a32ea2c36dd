// SPDX-License-Identifier: Apache-2.0

/// One step on the way from a JSON text's root to a value.
enum PathStep: Hashable, Sendable {
    case key(String)
    case index(Int)
}

extension [PathStep] {
    /// The path as people write it, as in `messages[2].content`.
    var text: String {
        reduce(into: "") { text, step in
            switch step {
            case .key(let key): text += text.isEmpty ? key : "." + key
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
