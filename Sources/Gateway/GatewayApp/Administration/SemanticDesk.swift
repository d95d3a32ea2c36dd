// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import DataPlane
import NIOCore
import Pipeline
import Settings
import WireFormats

/// Answers for the semantic cache what the administration asks.
struct SemanticDesk: SemanticAdministration {
    let configuration: DataPlaneConfiguration
    /// The digests of the configured gateway keys by their names.
    let keys: [String: Fingerprint]
    let book: KeyBook
    let absence: String?
    /// The model that is to judge answers, where the settings name one.
    let judging: JudgeDesk?

    init(_ assembly: Assembly) {
        configuration = assembly.dataPlane
        keys = Dictionary(
            assembly.settings.authentication.allKeys.map { ($0.name, Digest.of($0.key.value)) },
            uniquingKeysWith: { first, _ in first })
        book = assembly.book
        absence = assembly.meaning.absence
        judging = assembly.meaning.judging.map { JudgeDesk($0) }
    }

    private var semantic: SemanticCache? { configuration.semantic }

    /// Milliseconds of the clock that entries age by.
    private func now() -> Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    func semanticReport() async -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        guard let semantic else {
            writer.member("mode", string: SemanticMode.off.rawValue)
            if let absence { writer.member("absence", string: absence) }
            writer.endObject()
            return writer.bytes
        }
        writer.report(semantic.report)
        if let judging {
            writer.key("judge_model")
            writer.beginObject()
            writer.judge(judging.start, await judging.status, semantic.policy.budget)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    // MARK: The model that judges

    func judgeStatus() async throws(GatewayError) -> [UInt8] {
        guard let semantic, let judging else { throw noJudge }
        var writer = JSONWriter()
        writer.beginObject()
        writer.judge(judging.start, await judging.status, semantic.policy.budget)
        writer.endObject()
        return writer.bytes
    }

    func measureJudge() async throws(GatewayError) {
        guard semantic != nil, let judging else { throw noJudge }
        try await judging.measure()
    }

    func stopMeasuring() async throws(GatewayError) {
        guard semantic != nil, let judging else { throw noJudge }
        await judging.stop()
    }

    private var noJudge: GatewayError {
        GatewayError(
            status: 400, kind: .invalidRequest, code: "no_judge_model",
            message: absence
                ?? "No model judges answers here. Name one with semantic_judge_model and its provider with semantic_judge_provider, and restart the gateway."
        )
    }

    // MARK: Why

    func explain(request: String) async -> [UInt8]? {
        guard let semantic, let record = semantic.journal.record(request) else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("request_id", string: request)
        switch record {
        case .skipped(let skip, let at):
            writer.member("outcome", string: "skipped")
            writer.member("reason", string: skip.rawValue)
            writer.member("age_ms", integer: Int(max(0, now() - at)))
        case .decided(let decision):
            writer.member("outcome", string: Self.outcome(decision.finding))
            writer.member("reason", string: decision.finding.reason.text)
            writer.member("age_ms", integer: Int(max(0, now() - decision.at)))
            if let wasWrong = decision.wasWrong { writer.member("judged", string: wasWrong ? "wrong" : "same") }
            writer.finding(
                decision.finding, decision.subject, decision.mode, differences: decision.differences,
                semantic.standing(decision.subject, decision.finding, now: now()))
        }
        writer.endObject()
        return writer.bytes
    }

    private static func outcome(_ finding: SemanticFinding) -> String {
        guard case .serve(let audits) = finding.outcome else { return "asked" }
        return audits ? "served_and_audited" : "served"
    }

    func explain(_ request: ExplainRequest) async throws(GatewayError) -> [UInt8] {
        let rehearsed = try RehearsedRequest(
            path: request.route, headers: request.headers, body: request.body, asker: request.asker,
            key: try request.key.map { name throws(GatewayError) in try digest(ofKey: name) }, configuration)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("route", string: request.route)
        if let identity = rehearsed.identity { writer.member("identity", string: identity.hexadecimal) }
        if isKept(rehearsed) {
            writer.member("model", string: rehearsed.reading.resolvedModel ?? "")
            writer.member("layer", string: Layer.exactCache.header)
            writer.member("outcome", string: "would_serve")
            writer.member("reason", string: "exact_repeat")
        } else {
            await explainMeaning(rehearsed, &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// Whether the exact cache has an answer that is young enough.
    private func isKept(_ request: RehearsedRequest) -> Bool {
        guard let identity = request.identity, configuration.cache.isEnabled, configuration.answersRepeats else {
            return false
        }
        return configuration.cache.hasFresh(identity, now: now())
    }

    private func explainMeaning(_ request: RehearsedRequest, _ writer: inout JSONWriter) async {
        func skip(_ reason: String) {
            writer.member("model", string: request.reading.resolvedModel ?? "")
            writer.member("layer", string: Layer.provider.header)
            writer.member("outcome", string: "skipped")
            writer.member("reason", string: reason)
        }
        guard let semantic else {
            skip("no_semantic_cache")
            if let absence { writer.member("absence", string: absence) }
            return
        }
        let mode = semantic.policy.mode(
            request.surface, request.reading.resolvedModel, key: request.gatewayKey,
            keyName: request.gatewayKey.flatMap(name(ofVirtual:))
        ).limited(to: request.semanticLimit)
        guard mode != .off else { return skip("mode_off") }
        let subject: SemanticSubject
        do throws(SemanticSkip) {
            subject = try SemanticSubject(
                request.reading, limits: semantic.policy.subjects, digest: { Digest.of($0) })
        } catch { return skip(error.rawValue) }
        guard let identity = request.identity else { return skip(SemanticSkip.unknownShape.rawValue) }
        let inquiry = SemanticInquiry(subject, identity: identity, requestID: "", mode: mode, isRehearsal: true)
        let finding = await withCheckedContinuation { continuation in
            semantic.look(inquiry, now: now()) { continuation.resume(returning: $0) }
        }
        if case .skipped(let reason) = finding.reason { return skip(reason.rawValue) }
        var isServed = false
        if case .serve = finding.outcome { isServed = true }
        writer.member("layer", string: isServed ? Layer.semanticCache.header : Layer.provider.header)
        writer.member("outcome", string: isServed ? "would_serve" : "would_ask")
        writer.member("reason", string: finding.reason.text)
        writer.finding(
            finding, subject, mode,
            differences: finding.reason == .newPartition ? semantic.journal.differences(subject) : [],
            semantic.standing(subject, finding, now: now()))
    }

    private func digest(ofKey name: String) throws(GatewayError) -> Fingerprint {
        if let digest = keys[name] { return digest }
        if let key = book.states.map(\.key).first(where: { $0.name == name }) { return key.digest }
        throw GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_request",
            message: "There is no gateway key and no virtual key of that name. `isartor keys list` has the names.")
    }

    private func name(ofVirtual digest: Fingerprint) -> String? {
        guard case .key(let state) = book.find(digest) else { return nil }
        return state.name
    }

    // MARK: What was wrong

    func dropQuestion(_ identity: Fingerprint) async -> Bool {
        let wasKept = semantic?.forget(identity) ?? false
        return configuration.cache.remove(identity) || wasKept
    }

    func complain(request: String) async -> Bool {
        guard let identities = semantic?.complain(about: request, now: now()) else { return false }
        for identity in identities { configuration.cache.remove(identity) }
        return true
    }
}
