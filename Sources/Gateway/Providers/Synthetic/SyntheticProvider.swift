// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import NIOCore
import WireFormats

/// The built-in provider: makes answers up, says so in each of them, and never leaves the process.
///
/// It serves only when it is asked for by name, so that nobody takes its words for a model's.
public struct SyntheticProvider: Sendable {
    /// How long an answer takes to begin.
    public var firstByte: TimeAmount
    /// How long the pieces of a stream lie apart.
    public var betweenPieces: TimeAmount

    public init(firstByte: TimeAmount = .milliseconds(0), betweenPieces: TimeAmount = .milliseconds(0)) {
        self.firstByte = firstByte
        self.betweenPieces = betweenPieces
    }

    /// Begins an answer on `eventLoop`.
    ///
    /// - Parameter seed: equal seeds give equal answers.
    public func ask(
        model: String, seed: Fingerprint, format: WireFormat, streams: Bool, withUsage: Bool, now: Int,
        eventLoop: any EventLoop, receiver: any UpstreamReceiver
    ) -> any ProviderCall {
        let text =
            "This answer is simulated by isartor's synthetic provider; no model was asked. "
            + "Request \(seed.short)."
        let answer = Answer(
            origin: format, id: "synthetic-\(seed.short)", model: model, created: now,
            choices: [Choice(parts: [.text(text)], stopReason: .finished)],
            usage: Usage(input: 0, output: 0))
        let form: AnswerCodec.Form = streams ? .stream(withUsage: withUsage) : .json
        let body = AnswerCodec.encode(answer, format: format, form: form, now: now) ?? []
        let call = SyntheticCall(pieces: streams ? Self.events(body) : [body], streams: streams, receiver: receiver)
        call.start(on: eventLoop, firstByte: firstByte, betweenPieces: betweenPieces)
        return call
    }

    private static func events(_ stream: [UInt8]) -> [[UInt8]] {
        var events: [[UInt8]] = []
        var splitter = SSESplitter()
        while let event = splitter.next(in: stream.span) { events.append(Array(stream[event.range])) }
        return events
    }
}
