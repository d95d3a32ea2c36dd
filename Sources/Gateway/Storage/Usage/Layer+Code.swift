// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How the ledger writes layers and doors down: numbers that stay the same when others join them in the code.
extension Layer {
    var code: Int64 {
        switch self {
        case .gate: 0
        case .exactCache: 1
        case .semanticCache: 2
        case .provider: 15
        }
    }

    init?(code: Int64) {
        guard let layer = Layer.allCases.first(where: { $0.code == code }) else { return nil }
        self = layer
    }
}

extension Surface {
    var code: Int64 {
        switch self {
        case .chatCompletions: 0
        case .messages: 1
        case .responses: 2
        case .gemini: 3
        case .native: 4
        }
    }

    init?(code: Int64) {
        guard let surface = Surface.allCases.first(where: { $0.code == code }) else { return nil }
        self = surface
    }
}
