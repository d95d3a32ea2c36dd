// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Finds token counts near the end of an answer whose beginning is not at hand.
public enum UsageTail {
    /// The counts in the last object called `usage` (Gemini: `usageMetadata`) that `bytes` hold whole.
    public static func usage(in bytes: Span<UInt8>, _ format: WireFormat, tape: inout JSONTape) -> Usage? {
        let name: StaticString = format == .gemini ? "\"usageMetadata\"" : "\"usage\""
        var place = bytes.count - name.utf8CodeUnitCount
        while place >= 0 {
            if matches(name, bytes, place), let object = object(bytes, from: place + name.utf8CodeUnitCount),
                let usage = read(bytes.extracting(object), format, &tape)
            {
                return usage
            }
            place -= 1
        }
        return nil
    }

    private static func read(_ object: Span<UInt8>, _ format: WireFormat, _ tape: inout JSONTape) -> Usage? {
        do { try tape.scan(object) } catch { return nil }
        switch format {
        case .openAIChat, .native: return ChatAnswerDecoder.usage(tape.root, object, tape)
        case .anthropicMessages: return MessagesAnswerDecoder.usage(tape.root, object, tape)
        case .openAIResponses: return ResponsesWords.usage(tape.root, object, tape)
        case .gemini: return GeminiUsage.read(tape.root, tape, object)
        }
    }

    private static func matches(_ name: StaticString, _ bytes: Span<UInt8>, _ place: Int) -> Bool {
        let start = name.utf8Start
        for offset in 0..<name.utf8CodeUnitCount where bytes[place + offset] != start[offset] { return false }
        return true
    }

    /// The object behind a name; counts hold no text, so braces are all that matters.
    private static func object(_ bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
        var place = start
        while place < bytes.count, bytes[place] != UInt8(ascii: "{") {
            guard bytes[place] == UInt8(ascii: ":") || bytes[place] <= 0x20 else { return nil }
            place += 1
        }
        let first = place
        var depth = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "{") { depth += 1 }
            if bytes[place] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return first..<place + 1 }
            }
            place += 1
        }
        return nil
    }
}
