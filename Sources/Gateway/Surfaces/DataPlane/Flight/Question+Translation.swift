// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import WireFormats

extension Question {
    /// The request in another format, and the fields that were left out.
    func translated(
        to format: WireFormat, model: String?, isOpenAI: Bool
    ) throws(GatewayError) -> (TranslatedRequest, dropped: [String]) {
        guard let reading else { throw Self.notRead }
        if reading.caching == .providerState {
            throw RequestTranslation.stateRefusal(reading.stateField, surface: surface)
        }
        guard let conversation = reading.conversation else {
            throw reading.problem.map { RequestTranslation.refusal($0) } ?? Self.notRead
        }
        let target = EncodingTarget(format: format, model: model ?? "", streams: reading.streams, isOpenAI: isOpenAI)
        let translated = try RequestTranslation.encode(conversation, for: target)
        var dropped = translated.dropped
        for name in reading.ignored + (holdsMarkers ? ["cache_control"] : []) where !dropped.contains(name) {
            dropped.append(name)
        }
        return (translated, dropped)
    }

    /// Whether the body may hold markers for Anthropic's prompt cache, which stand in many places.
    private var holdsMarkers: Bool {
        guard surface == .messages || surface == .chatCompletions else { return false }
        return request.body.readableBytesView.firstRange(of: Array("\"cache_control\"".utf8)) != nil
    }

    private static var notRead: GatewayError {
        GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_request",
            message: "The request is not of its format's shape, so it cannot be translated for the configured provider."
        )
    }
}
