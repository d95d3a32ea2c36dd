// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What an answer says, free of how it was spelled: what must survive any change of form.
struct Essence: Hashable {
    private struct Piece: Hashable {
        var index: Int
        var text = ""
        var reasoning: [String] = []
        var calls: [[String]] = []
        var opaque: [[UInt8]] = []
        var stop: StopReason
        var stopSequence: String?
        var extras: Set<[UInt8]>
        var messageExtras: Set<[UInt8]>
    }

    private let id: String
    private let model: String
    private let created: Int?
    private let usage: Usage?
    private let extras: Set<[UInt8]>
    private let pieces: Set<Piece>

    /// - Parameter created: stands in where the answer does not say when it was made.
    init(_ answer: Answer, created: Int) {
        id = answer.id
        model = answer.model
        self.created = answer.origin == .openAIChat ? answer.created ?? created : nil
        // An encoder writes zeros where nothing was told.
        usage = answer.usage ?? Usage()
        extras = Self.canonical(answer.extras)
        pieces = Set(answer.choices.map(Self.piece))
    }

    private static func piece(_ choice: Choice) -> Piece {
        var piece = Piece(
            index: choice.index, stop: choice.stopReason, stopSequence: choice.stopSequence,
            extras: canonical(choice.extras),
            // A message without a field and one with null in it say the same.
            messageExtras: canonical(choice.messageExtras.filter { $0.json != Array("null".utf8) }))
        for part in choice.parts {
            switch part {
            case .text(let text): piece.text += text
            case .reasoning(let text, let signature): piece.reasoning.append(text + "\u{0}" + (signature ?? ""))
            case .toolCall(let id, let name, let arguments):
                let bytes = JSONTree.canonical(Array(arguments.utf8))
                piece.calls.append([id, name, String(decoding: bytes, as: UTF8.self)])
            case .opaque(_, let json): piece.opaque.append(JSONTree.canonical(json))
            }
        }
        return piece
    }

    private static func canonical(_ extras: [Answer.Extra]) -> Set<[UInt8]> {
        Set(extras.map { Array($0.name.utf8) + [0] + JSONTree.canonical($0.json) })
    }
}
