// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import Providers

/// What the watch over prompt prefixes hears of calls.
extension Flight {
    /// Has the prompt that a provider gets compared with the session's earlier ones.
    func watchPrefix(_ outgoing: UpstreamRequest, _ format: WireFormat, isChanged: Bool) {
        guard let prefixes = configuration.prefixes, let openCall, question.surface != .native,
            question.request.body.readableBytes >= PrefixWatcher.smallestBody,
            let session = question.request.fields.sessionName, !session.isEmpty
        else { return }
        let request = question.request
        prefixes.look(
            at: PrefixWatcher.Prompt(
                event: PrefixEvent(
                    time: WallClock.milliseconds(), requestID: request.requestID, part: calls, session: session,
                    principal: request.admission.principal, provider: openCall.provider),
                model: openCall.model, sent: outgoing.body, sentFormat: format,
                asked: isChanged ? request.body : nil, askedFormat: question.surface.format))
    }
}
