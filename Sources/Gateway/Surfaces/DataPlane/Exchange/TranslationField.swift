// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The value of `X-Isartor-Translation`: both formats, then the fields that were left out.
enum TranslationField {
    /// More names than fit are counted instead.
    private static let mostNames = 20

    static func text(_ client: WireFormat, _ provider: WireFormat, _ dropped: [String]) -> String {
        var text = "\(word(client))->\(word(provider))"
        guard !dropped.isEmpty else { return text }
        // Names may come from the request: only what a header can hold gets in.
        let names = dropped.prefix(mostNames).map { name in
            String(
                decoding: name.utf8.prefix(64).filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x2C && $0 != 0x3B },
                as: UTF8.self)
        }
        text += "; dropped=" + names.joined(separator: ",")
        if dropped.count > mostNames { text += ",+\(dropped.count - mostNames)" }
        return text
    }

    private static func word(_ format: WireFormat) -> String {
        switch format {
        case .openAIChat: "chat"
        case .openAIResponses: "responses"
        case .anthropicMessages: "messages"
        case .gemini: "gemini"
        case .native: "native"
        }
    }
}
