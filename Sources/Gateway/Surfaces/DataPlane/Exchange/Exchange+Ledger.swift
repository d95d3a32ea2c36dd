// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import Pipeline
import Telemetry
import WireFormats

/// What the ledger hears of requests.
extension Exchange {
    /// Decides whether the request belongs to the share that no layer may answer. Equal questions are in the same share;
    /// those without an identity, which no layer could answer, are spread by their bytes.
    func holdOut() {
        let share = loop.configuration.holdout
        guard share > 0, passage == nil else { return }
        let word = identity?.words.y ?? request.body.withUnsafeReadableBytes { Digest.of($0).words.y }
        guard word % 10_000 < UInt64(share) else { return }
        isHeldOut = true
        // What is held out neither takes from others nor leaves anything to them.
        controls.mayRead = false
        controls.mayWrite = false
    }

    /// Tells the ledger how the request went.
    func record(_ answeredBy: RequestLabels.AnsweredBy, _ status: Int) {
        let layer: Layer =
            switch answeredBy {
            case .exactCache: .exactCache
            case .semanticCache: .semanticCache
            case .provider: .provider
            case .gate, .controlPlane: .gate
            }
        var event = UsageEvent(
            .request, time: WallClock.milliseconds(), requestID: request.requestID, layer: layer, status: status,
            surface: surface, tool: connection.tool(request.fields.userAgent).label,
            principal: request.admission.principal)
        event.duration = (NIODeadline.now() - request.started).nanoseconds / 1000
        event.session = request.fields.sessionName
        if request.fields.isRetry { event.marks.insert(.clientRetry) }
        if isShared { event.marks.insert(.shared) }
        if isHeldOut { event.marks.insert(.holdout) }
        if let identity {
            event.identity = identity.words.x
        }
        if (finding?.streams ?? reading?.streams) == true { event.marks.insert(.streamed) }
        if let spared {
            event.provider = spared.provider
            event.model = spared.model
            event.answeredModel = spared.answeredModel
            if spared.isStale { event.marks.insert(.stale) }
            if let usage = spared.usage {
                event.counts = TokenCounts(usage).repeated
                event.marks.insert(.counted)
            }
        } else {
            event.provider = provider
            event.model = reading?.resolvedModel ?? ""
        }
        loop.record(event)
    }

    /// What the answer that was made for another cost.
    func takeCounts(_ facts: AnswerFacts) {
        guard isShared else { return }
        spared = Spared(
            provider: provider, model: reading?.resolvedModel ?? "", answeredModel: facts.model,
            usage: facts.hasUsage ? facts.usage : nil)
    }
}
