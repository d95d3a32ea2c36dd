// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import WireFormats

/// Listens for the answer to a question that the gateway itself has put; lives with the flight, on its event loop.
final class OwnCall {
    /// What such calls are filed under in the ledger.
    static let tool = "isartor"

    private var tell: ((Result<ModelReply, ModelFailure>) -> Void)?
    /// Called when the answer is known, so that the flight is let go.
    var ended: (() -> Void)?

    /// - Parameter tell: called once, whatever becomes of the flight.
    init(tell: @escaping (Result<ModelReply, ModelFailure>) -> Void) { self.tell = tell }

    deinit { tell?(.failure(ModelFailure("the gateway stops"))) }

    func take(_ event: FlightEvent) {
        switch event {
        case .whole(let source, _, let body): end(Self.reply(body, source.format))
        case .failed(let failure), .refused(_, _, _, let failure), .refusedStream(_, _, _, let failure):
            let isOfQuestion = failure.attempts.last?.word == FailureClass.requestRefused.rawValue
            end(.failure(ModelFailure(failure.error.message, isOfQuestion: isOfQuestion)))
        case .opened, .relayed, .gone, .ended, .aborted: end(.failure(Self.unreadable))
        case .bytes, .counted, .pause: break
        }
    }

    private func end(_ result: Result<ModelReply, ModelFailure>) {
        guard let tell else { return }
        self.tell = nil
        tell(result)
        ended?()
        ended = nil
    }

    private static func reply(_ body: ByteBuffer, _ format: WireFormat) -> Result<ModelReply, ModelFailure> {
        var tape = JSONTape()
        let bytes = body.readableBytesUInt8Span
        guard let facts = AnswerInspector.facts(bytes, format: format, tape: &tape) else { return .failure(unreadable) }
        // An answer without a word is an answer, too: it says nothing.
        return .success(ModelReply(text: AnswerCodec.text(bytes, .init(format, .json)) ?? "", model: facts.model ?? ""))
    }

    private static let unreadable = ModelFailure("the provider's answer cannot be read")
}
