// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Whole answers as streams show them.
enum AnswerReplay {
    /// The same steps, with texts and arguments cut into the small pieces in which a model writes them.
    static func pieces(_ events: [AnswerEvent]) -> [AnswerEvent] {
        var pieces: [AnswerEvent] = []
        pieces.reserveCapacity(events.count * 2)
        for event in events {
            guard case .grow(let part, let text) = event else {
                pieces.append(event)
                continue
            }
            for piece in TextPieces.pieces(text) { pieces.append(.grow(part: part, String(piece))) }
        }
        return pieces
    }
}
