// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The words that Gemini uses for what every format has.
enum GeminiWords {
    /// What a request's tool call or an answer's is when the arguments are told as an object.
    static func write(arguments: String, isCustom: Bool, to writer: inout JSONWriter, _ tape: inout JSONTape) {
        if !isCustom {
            if arguments.utf8.allSatisfy({ $0 <= 0x20 }) { return writer.raw("{}".utf8) }
            let bytes = Array(arguments.utf8)
            let isJSON = (try? tape.scan(bytes.span)) != nil
            if isJSON, tape.nodes[tape.root].kind == .object { return writer.raw(bytes[tape.range(of: tape.root)]) }
        }
        // Free text, or what a model wrote that is no object: nothing of it is lost.
        writer.beginObject()
        writer.member(ToolNames.customInput, string: arguments)
        writer.endObject()
    }

    static func stopReason(_ word: String, hasCalls: Bool) -> StopReason {
        switch word {
        case "STOP": hasCalls ? .toolCalls : .finished
        case "MAX_TOKENS": .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR",
            "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION":
            .filtered
        default: .other(word)
        }
    }

    static func word(_ reason: StopReason) -> String {
        switch reason {
        case .finished, .stopSequence, .toolCalls: "STOP"
        case .length: "MAX_TOKENS"
        case .filtered: "SAFETY"
        case .other(let word): isWord(word) ? word : "OTHER"
        }
    }

    /// Whether a word looks like one of Google's: clients keep those that they do not know.
    private static func isWord(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_") }
    }

    /// Whether the finish reason at `index` leaves an answer whole.
    static func isWhole(_ index: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> Bool {
        tape.matches(index, "STOP", in: text)
    }

    /// Whether there is a finish reason at `index` at all.
    static func isReason(_ index: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> Bool {
        tape.nodes[index].kind == .string && !tape.matches(index, "FINISH_REASON_UNSPECIFIED", in: text)
            && !tape.matches(index, "", in: text)
    }

    /// Whether a text may stand in a field of bytes, which clients decode from base64.
    static func isBase64(_ text: String) -> Bool {
        var padding = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "="): padding += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                if padding > 0 { return false }
            default: return false
            }
        }
        return !text.isEmpty && padding <= 2 && text.utf8.count.isMultiple(of: 4)
    }
}
