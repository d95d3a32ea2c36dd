// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// How many tokens a prompt has, roughly: for clients that ask while no provider is there to count.
///
/// Four bytes of Latin text or three of other scripts make a token, as a rule of thumb for current tokenizers; what the
/// format itself adds is a few tokens for each turn and tool. Expect it to be off by a fifth either way.
public enum TokenEstimate {
    private static let turnTokens = 4
    private static let toolTokens = 12
    /// What a picture of common size costs at most providers.
    private static let mediaTokens = 1_200

    /// The tokens of everything that the model would read.
    public static func count(_ conversation: Conversation) -> Int {
        var sum = 3
        for turn in conversation.turns {
            sum += turnTokens
            for part in turn.parts { sum += count(part) }
        }
        for tool in conversation.tools {
            sum += toolTokens + count(tool.name) + count(tool.description ?? "") + (tool.schema?.count ?? 0) / 4
            if case .opaque(_, let json) = tool.kind { sum += json.count / 4 }
        }
        return sum
    }

    private static func count(_ part: Part) -> Int {
        switch part.content {
        case .text(let text), .refusal(let text): count(text)
        case .reasoning(let reasoning): count(reasoning.text)
        case .toolCall(let call): turnTokens + count(call.name) + count(call.input)
        case .toolResult(let result): result.parts.reduce(turnTokens) { $0 + count($1) }
        case .media(let media): if case .text(let text) = media.source { count(text) } else { mediaTokens }
        case .opaque(_, let json): json.count / 4
        }
    }

    private static func count(_ text: String) -> Int {
        var narrow = 0
        var wide = 0
        for byte in text.utf8 { if byte < 0x80 { narrow += 1 } else { wide += 1 } }
        return (narrow + 3) / 4 + (wide + 2) / 3
    }
}
