// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

/// Decoders and encoders of requests in the words of tests.
enum RequestCoding {
    /// Why a test's text is not a request.
    struct NoJSON: Error {}

    /// Reads a chat completion's or a message's request.
    static func read(_ text: String, _ format: WireFormat) throws -> Conversation {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        do {
            try tape.scan(bytes.span)
        } catch {
            throw NoJSON()
        }
        return format == .openAIChat
            ? try ChatRequestDecoder.decode(tape, bytes.span) : try MessagesRequestDecoder.decode(tape, bytes.span)
    }

    static func write(_ conversation: Conversation, _ target: EncodingTarget) throws -> TranslatedRequest {
        target.format == .openAIChat
            ? try ChatRequestEncoder.encode(conversation, for: target)
            : try MessagesRequestEncoder.encode(conversation, for: target)
    }

    /// A provider of chat completions.
    static func chat(_ model: String = "m", streams: Bool = false, isOpenAI: Bool = false) -> EncodingTarget {
        EncodingTarget(format: .openAIChat, model: model, streams: streams, isOpenAI: isOpenAI)
    }

    /// A provider of messages.
    static func messages(_ model: String = "claude-sonnet-4-5", streams: Bool = false) -> EncodingTarget {
        EncodingTarget(format: .anthropicMessages, model: model, streams: streams)
    }

    /// A request of the one format in the other one: its body and what was left out.
    static func translate(
        _ text: String, to target: EncodingTarget
    ) throws -> (body: String, dropped: [String], tools: ToolNames) {
        let origin: WireFormat = target.format == .openAIChat ? .anthropicMessages : .openAIChat
        let request = try write(try read(text, origin), target)
        return (String(decoding: request.body, as: UTF8.self), request.dropped, request.tools)
    }

    /// Expects that a request in the one format becomes `expected` in the other one.
    static func expect(
        _ text: String, becomes expected: String, dropping dropped: [String] = [], for target: EncodingTarget,
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        let written = try translate(text, to: target)
        Coding.expectSame(written.body, expected, place)
        #expect(written.dropped == dropped, sourceLocation: place)
    }

    /// The problem with which a request is refused.
    static func problem(_ text: String, to target: EncodingTarget) -> TranslationProblem? {
        do {
            _ = try translate(text, to: target)
            return nil
        } catch {
            return error as? TranslationProblem
        }
    }

    /// The problem with which reading a request ends.
    static func problem(reading text: String, _ format: WireFormat) -> TranslationProblem? {
        do {
            _ = try read(text, format)
            return nil
        } catch {
            return error as? TranslationProblem
        }
    }
}
