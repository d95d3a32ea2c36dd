// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Brings one answer from a provider's format into a client's, whole or while it streams.
public struct AnswerTranslation: Sendable {
    private let from: WireFormat
    private let to: WireFormat
    private let context: AnswerContext
    private var reader: EventReader
    private var writer: EventWriter
    private var splitter = SSESplitter()
    private var events: [AnswerEvent] = []
    /// The answer's last event has been written.
    public private(set) var hasEnded = false
    /// The provider reported a failure, which has been written.
    public private(set) var hasFailed = false
    /// Nothing is owed to the client any more.
    public var isOver: Bool { hasEnded || hasFailed }

    /// - Parameter isArray: whether a client of Gemini's reads its stream as one JSON array.
    public init(from: WireFormat, to: WireFormat, isArray: Bool = false, context: AnswerContext) {
        self.from = from
        self.to = to
        self.context = context
        reader = EventReader(from)
        writer = EventWriter(to, isArray: isArray, context)
    }

    /// A whole JSON answer in the client's format; nil if it is none of the provider's.
    public func json(_ body: Span<UInt8>, tape: inout JSONTape) -> [UInt8]? {
        guard let events = Self.events(body, from, tape: &tape) else { return nil }
        return Self.json(events, to, context)
    }

    /// A whole JSON answer as the stream that the client asked for.
    public mutating func stream(_ body: Span<UInt8>, tape: inout JSONTape) -> [UInt8]? {
        guard let events = Self.events(body, from, tape: &tape) else { return nil }
        return write(AnswerReplay.pieces(events))
    }

    /// The client's bytes for bytes of the provider's stream, which must hold whole events.
    public mutating func take(_ bytes: Span<UInt8>, tape: inout JSONTape) -> [UInt8] {
        events.removeAll(keepingCapacity: true)
        while let event = splitter.next(in: bytes) {
            guard let first = event.data else { continue }
            // What cannot be read says nothing; the relay has looked at its form already.
            if event.moreData.isEmpty {
                _ = reader.read(bytes.extracting(first), tape: &tape, into: &events)
            } else {
                _ = reader.read(event.joinedData(in: bytes).span, tape: &tape, into: &events)
            }
        }
        splitter.discard(splitter.incompleteStart)
        return write(events)
    }

    /// What is still owed to the client when the provider's stream has ended.
    public mutating func finish() -> [UInt8] {
        events.removeAll(keepingCapacity: true)
        reader.finish(into: &events)
        return write(events)
    }

    /// Ends the stream with a failure in the client's words.
    public mutating func fail(_ error: GatewayError) -> [UInt8] { write([.failure(error)]) }

    private mutating func write(_ events: [AnswerEvent]) -> [UInt8] {
        var bytes: [UInt8] = []
        for event in events {
            switch event {
            case .end: hasEnded = true
            case .failure: hasFailed = true
            default: break
            }
            writer.write(event, into: &bytes)
        }
        return bytes
    }

    // MARK: Whole answers

    /// The steps of a whole JSON answer.
    static func events(_ body: Span<UInt8>, _ format: WireFormat, tape: inout JSONTape) -> [AnswerEvent]? {
        do { try tape.scan(body) } catch { return nil }
        guard tape.nodes[tape.root].kind == .object else { return nil }
        return switch format {
        case .openAIChat, .native: ChatAnswerReader.read(body, tape)
        case .anthropicMessages: MessagesAnswerReader.read(body, tape)
        case .openAIResponses: ResponsesAnswerReader.read(body, tape)
        case .gemini: GeminiAnswerReader.read(body, tape)
        }
    }

    /// The steps of a whole stream; nil if it does not end regularly.
    static func events(stream bytes: Span<UInt8>, _ format: WireFormat) -> [AnswerEvent]? {
        var reader = EventReader(format)
        var splitter = SSESplitter()
        var tape = JSONTape()
        var events: [AnswerEvent] = []
        while let event = splitter.next(in: bytes) {
            guard event.data != nil else { continue }
            guard reader.read(event.joinedData(in: bytes).span, tape: &tape, into: &events) else { return nil }
        }
        reader.finish(into: &events)
        return events.contains(.end) ? events : nil
    }

    static func json(_ events: [AnswerEvent], _ format: WireFormat, _ context: AnswerContext) -> [UInt8]? {
        switch format {
        case .openAIChat: ChatAnswerWriter.json(events, context)
        case .anthropicMessages: MessagesAnswerWriter.json(events, context)
        case .openAIResponses: ResponsesAnswerWriter.json(events, context)
        case .gemini: GeminiAnswerWriter.json(events, context)
        case .native: NativeAnswer.json(events, layer: 3)
        }
    }

    static func stream(
        _ events: [AnswerEvent], _ format: WireFormat, isArray: Bool, _ context: AnswerContext
    ) -> [UInt8] {
        var writer = EventWriter(format, isArray: isArray, context)
        var bytes: [UInt8] = []
        for event in AnswerReplay.pieces(events) { writer.write(event, into: &bytes) }
        return bytes
    }
}
