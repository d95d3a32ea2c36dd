// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Telemetry
import WireFormats

/// Layer 1b: asks the semantic cache whether something that means the same was answered, and waits a little for it.
extension Exchange {
    /// Applies `X-Isartor-Semantic`: a client may want less than the settings give it, never more.
    func readSemanticControl(_ header: String) throws(GatewayError) {
        switch header.lowercased() {
        case "off": semanticLimit = .off
        case "shadow": semanticLimit = .shadow
        case "default", "": break
        default:
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_semantic_control",
                message: "X-Isartor-Semantic takes one of off, shadow, default.")
        }
    }

    /// True if the request waits for the verdict, which then goes on with it.
    func lookForMeaning() -> Bool {
        guard let semantic = loop.configuration.semantic, let reading, passage == nil, controls.mayRead else {
            return false
        }
        let mode = semantic.policy.mode(
            surface, reading.resolvedModel, key: request.admission.gatewayKey,
            keyName: request.admission.key?.name
        ).limited(to: semanticLimit)
        guard mode != .off else { return false }
        let now = LoopContext.milliseconds(loop.eventLoop.now)
        let subject: SemanticSubject
        do throws(SemanticSkip) {
            // A large body takes too long to be digested here.
            guard request.body.readableBytes <= Self.readHereLimit else { throw .tooLong }
            subject = try SemanticSubject(reading, limits: semantic.policy.subjects, digest: { Digest.of($0) })
        } catch {
            semantic.skipped(error, requestID: request.requestID, now: now)
            semanticReason = .skipped(error)
            return false
        }
        guard let identity else { return false }
        if !loop.configuration.answersRepeats, mode != .shadow, serveRepeat(identity, subject) { return true }
        // The same question is on its way already, so there is an answer soon without any doubt.
        if loop.board.isAnswering(identity) { return false }
        let inquiry = SemanticInquiry(
            subject, identity: identity, requestID: request.requestID, mode: mode)
        self.inquiry = inquiry
        wait(for: semantic, inquiry, now)
        return true
    }

    /// Where repeats are not answered as such, a request means the same as itself.
    private func serveRepeat(_ identity: Fingerprint, _ subject: SemanticSubject) -> Bool {
        let itself = SemanticCandidate(
            identity: identity, question: subject.question, similarity: 1, leastPartSimilarity: 1,
            verdict: QuestionVerdict(probability: 1), isBlocked: false)
        return serve(itself, audits: false)
    }

    private func wait(for semantic: SemanticCache, _ inquiry: SemanticInquiry, _ now: Int64) {
        let (eventLoop, started) = (loop.eventLoop, NIODeadline.now())
        let exchange = NIOLoopBound(self, eventLoop: eventLoop)
        verdictTimer = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(semantic.policy.wait)) {
            self.verdictIsLate(semantic, inquiry, since: started)
        }
        semantic.look(inquiry, now: now) { finding in
            eventLoop.execute { exchange.value.take(finding, semantic, inquiry, since: started) }
        }
    }

    private func take(
        _ finding: SemanticFinding, _ semantic: SemanticCache, _ inquiry: SemanticInquiry, since started: NIODeadline
    ) {
        var wasFound = false
        if case .serve = finding.outcome { wasFound = true }
        guard let timer = verdictTimer else {
            if wasFound { semantic.missed(inquiry, .late, wasFound: true) }
            return
        }
        timer.cancel()
        verdictTimer = nil
        loop.metrics.layerTook(.semanticCache, nanoseconds: (NIODeadline.now() - started).nanoseconds)
        // The client may have left.
        guard case .waiting = delivery else { return }
        semanticReason = finding.reason
        guard case .serve(let audits) = finding.outcome, let candidate = finding.candidate else {
            return goOnWithoutMeaning()
        }
        let isOnDisk = readFromDisk(candidate.identity) { self.serve(candidate, audits: audits, semantic, inquiry) }
        if !isOnDisk { serve(candidate, audits: audits, semantic, inquiry) }
    }

    private func serve(
        _ candidate: SemanticCandidate, audits: Bool, _ semantic: SemanticCache, _ inquiry: SemanticInquiry
    ) {
        // The client may have left while the answer was read.
        guard case .waiting = delivery else { return }
        semantic.served(inquiry)
        if serve(candidate, audits: audits) { return }
        semantic.missed(inquiry, .gone, wasFound: true)
        semanticReason = .gone
        goOnWithoutMeaning()
    }

    private func verdictIsLate(_ semantic: SemanticCache, _ inquiry: SemanticInquiry, since started: NIODeadline) {
        guard verdictTimer != nil else { return }
        verdictTimer = nil
        loop.metrics.layerTook(.semanticCache, nanoseconds: (NIODeadline.now() - started).nanoseconds)
        guard case .waiting = delivery else { return }
        semanticReason = .late
        semantic.missed(inquiry, .late, wasFound: false)
        goOnWithoutMeaning()
    }

    private func goOnWithoutMeaning() {
        do throws(GatewayError) { try leaveCaches() } catch { fail(error, layer: .gate) }
    }
}

extension ResponseWriter {
    /// Tells whose answer was served and why.
    mutating func semantic(_ candidate: SemanticCandidate) {
        let thousandths = Int((max(0, min(1, candidate.similarity)) * 10_000).rounded())
        let digits = String(10_000 + thousandths % 10_000).dropFirst()
        field("X-Isartor-Similarity", thousandths == 10_000 ? "1.0000" : "0.\(digits)")
        field("X-Isartor-Cache-Entry", candidate.identity.hexadecimal)
        field("X-Isartor-Cache-Reason", SemanticReason.served.text)
    }
}
