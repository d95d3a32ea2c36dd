// SPDX-License-Identifier: Apache-2.0

public import Conversation
import NIOCore
public import WireFormats

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A kept answer as one line of an export, and the line at its top.
///
/// An export holds answers, which are what users asked about, but no credential: who asked is in the id only, as part of
/// a digest. Lines are JSON, so an export can be read and sorted with common tools.
public struct AnswerLine: Sendable {
    /// The version of the form; a reader refuses a higher one.
    public static let version = 1
    private static let mark = "isartor_cache_export"

    private struct Form: Codable {
        var id: String
        var stored_at: Int64
        var provider: String
        var format: String
        var form: String
        var has_usage: Bool
        var tools: String?
        var model: String?
        var answered_model: String?
        var usage: KeptUsage?
        var body: String?
        var body_base64: String?
    }

    /// Why a line is not taken.
    public enum Problem: Error, Sendable, Hashable {
        /// It is not one of an export's.
        case unreadable
        /// A newer version of this program has written it.
        case newer(Int)
    }

    /// The line at the top.
    public static var head: [UInt8] { Array("{\"\(mark)\":\(version)}".utf8) }

    /// The line of an answer.
    public static func text(_ record: AnswerRecord) -> [UInt8] {
        let bytes = Array(record.body.readableBytesView)
        let words = String(validating: bytes, as: UTF8.self)
        let form = Form(
            id: record.identity.hexadecimal, stored_at: record.storedAt, provider: record.provider,
            format: word(record.format), form: word(record.form), has_usage: record.hasUsage,
            tools: record.tools.bytes.isEmpty ? nil : Data(record.tools.bytes).base64EncodedString(),
            model: record.model, answered_model: record.answeredModel, usage: record.usage.map { KeptUsage($0) },
            body: words,
            body_base64: words == nil ? Data(bytes).base64EncodedString() : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(form)).map { Array($0) } ?? []
    }

    /// Reads a line; nil for one at the top of an export.
    public static func read(_ line: some Collection<UInt8>) throws(Problem) -> AnswerRecord? {
        let data = Data(line)
        if let head = try? JSONDecoder().decode([String: Int].self, from: data), let found = head[mark] {
            guard found <= version else { throw .newer(found) }
            return nil
        }
        guard let form = try? JSONDecoder().decode(Form.self, from: data),
            let identity = Fingerprint(hexadecimal: form.id), let format = format(form.format),
            let kind = kind(form.form), form.stored_at > 0, !form.provider.isEmpty,
            form.provider.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let tools = ToolNames(bytes: form.tools.map { Data(base64Encoded: $0).map { Array($0) } ?? [0] } ?? []),
            let body = form.body.map({ Array($0.utf8) })
                ?? form.body_base64.flatMap({ Data(base64Encoded: $0).map { Array($0) } })
        else { throw .unreadable }
        return AnswerRecord(
            identity: identity, storedAt: form.stored_at, provider: form.provider, format: format, form: kind,
            hasUsage: form.has_usage, tools: tools, model: form.model ?? "", answeredModel: form.answered_model,
            usage: form.usage?.usage, body: ByteBuffer(bytes: body))
    }

    // MARK: Words

    private static let formats: [(WireFormat, String)] = [
        (.openAIChat, "openai_chat"), (.openAIResponses, "openai_responses"),
        (.anthropicMessages, "anthropic_messages"),
        (.gemini, "gemini"), (.native, "native"),
    ]

    private static let kinds: [(AnswerCodec.Form, String)] = [
        (.json, "json"), (.stream(withUsage: false), "stream"), (.stream(withUsage: true), "stream_with_usage"),
        (.array, "array"),
    ]

    /// The word for a format.
    public static func word(_ format: WireFormat) -> String { formats.first { $0.0 == format }?.1 ?? "" }

    /// The word for a form.
    public static func word(_ form: AnswerCodec.Form) -> String { kinds.first { $0.0 == form }?.1 ?? "" }

    private static func format(_ word: String) -> WireFormat? { formats.first { $0.1 == word }?.0 }

    private static func kind(_ word: String) -> AnswerCodec.Form? { kinds.first { $0.1 == word }?.0 }
}
