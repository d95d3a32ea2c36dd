// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import NIOCore
import WireFormats

/// Answers as the log's records hold them: short numbers, texts behind their lengths, and the body last.
extension AnswerRecord {
    private struct Parts: OptionSet {
        let rawValue: UInt8
        static let hasUsage = Parts(rawValue: 1)
        static let answeredModel = Parts(rawValue: 2)
        static let counts = Parts(rawValue: 4)
        static let toldCost = Parts(rawValue: 8)
    }

    private var parts: Parts {
        var parts: Parts = hasUsage ? [.hasUsage] : []
        if answeredModel != nil { parts.insert(.answeredModel) }
        if let usage {
            parts.insert(.counts)
            if usage.toldCost != nil { parts.insert(.toldCost) }
        }
        return parts
    }

    /// Appends all but the identity and the time, which the record's head has.
    public func pack(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(format.rawValue, Self.number(form), parts.rawValue, endianness: .little)
        buffer.writeText(provider)
        buffer.writeText(model)
        if let answeredModel { buffer.writeText(answeredModel) }
        let tools = tools.bytes
        buffer.writeInteger(UInt32(tools.count), endianness: .little)
        buffer.writeBytes(tools)
        if let usage { KeptUsage(usage).pack(into: &buffer) }
        buffer.writeImmutableBuffer(body)
    }

    /// Reads what ``pack(into:)`` wrote; nil if it is not whole.
    public init?(packed: ByteBuffer, identity: Fingerprint, storedAt: Int64) {
        var bytes = packed
        guard
            let (format, form, parts) = bytes.readMultipleIntegers(
                endianness: .little, as: (UInt8, UInt8, UInt8).self),
            let format = WireFormat(rawValue: format), let form = Self.form(form),
            let provider = bytes.readText(), let model = bytes.readText()
        else { return nil }
        let has = Parts(rawValue: parts)
        var answeredModel: String?
        if has.contains(.answeredModel) {
            guard let text = bytes.readText() else { return nil }
            answeredModel = text
        }
        guard let count: UInt32 = bytes.readInteger(endianness: .little),
            let names = bytes.readBytes(length: Int(count)),
            let tools = ToolNames(bytes: names)
        else { return nil }
        var usage: Usage?
        if has.contains(.counts) {
            guard let kept = KeptUsage(packed: &bytes, isCostTold: has.contains(.toldCost)) else { return nil }
            usage = kept.usage
        }
        // A buffer of its own: the budget is charged with what stands behind the body.
        self.init(
            identity: identity, storedAt: storedAt, provider: provider, format: format, form: form,
            hasUsage: has.contains(.hasUsage), tools: tools, model: model, answeredModel: answeredModel, usage: usage,
            body: ByteBuffer(bytes: bytes.readableBytesView))
    }

    /// Reads a whole record of a segment; nil if it is damaged or another answer's.
    public init?(logRecord bytes: ByteBuffer, identity: Fingerprint, seed: UInt64) {
        guard let (head, payload) = LogRecordHead.record(bytes, seed: seed), head.kind == .kept,
            head.identity == identity
        else { return nil }
        self.init(packed: payload, identity: identity, storedAt: head.storedAt)
    }

    private static func number(_ form: AnswerCodec.Form) -> UInt8 {
        switch form {
        case .json: 0
        case .stream(withUsage: false): 1
        case .stream(withUsage: true): 2
        case .array: 3
        }
    }

    private static func form(_ number: UInt8) -> AnswerCodec.Form? {
        switch number {
        case 0: .json
        case 1: .stream(withUsage: false)
        case 2: .stream(withUsage: true)
        case 3: .array
        default: nil
        }
    }
}

extension ByteBuffer {
    /// Appends a text behind its length.
    fileprivate mutating func writeText(_ text: String) {
        writeInteger(UInt32(text.utf8.count), endianness: .little)
        writeString(text)
    }

    /// Reads a text behind its length.
    fileprivate mutating func readText() -> String? {
        guard let length: UInt32 = readInteger(endianness: .little) else { return nil }
        return readString(length: Int(length))
    }
}
