// SPDX-License-Identifier: Apache-2.0

import Providers

/// A kind of failure at a point of an answer: what a provider does then, and what the documentation promises.
struct FailureScene {
    /// One question that the providers are to be asked.
    struct Step: Equatable {
        var name: String
        /// Whether a random pause comes before it.
        var isRetry = false
    }

    let failure: FailureClass
    let phase: FailurePhase

    /// Nil for what cannot be: who has answered was reached.
    init?(_ failure: FailureClass, _ phase: FailurePhase) {
        guard failure != .unreachable || phase != .streamAfter else { return nil }
        self.failure = failure
        self.phase = phase
    }

    // MARK: What the provider does

    /// How long the provider takes to fail, in milliseconds.
    var duration: Int64 {
        guard failure == .timeout else { return 10 }
        return phase.hasStream ? 15_010 : 20_010
    }

    /// - Parameter mark: a word in all that the provider sends.
    func beats(mark: String) -> [Beat] {
        var beats: [Beat] = [.wait(10)]
        if failure == .unreachable { return beats + [.fail(.unreachable)] }
        guard phase.hasStream else { return beats + answer(mark) }
        beats += [.streamHead, .body(Good.role(id: mark))]
        if phase == .streamAfter { beats.append(.body(Good.chunk(#""content":"KEPT""#, id: mark))) }
        switch failure {
        case .timeout: return beats + [.silence]
        case .malformed: return beats + [.body("data: {\(mark)\n\n"), .end]
        case .cut: return beats + [phase == .streamBefore ? .fail(.closed) : .end]
        default: return beats + [.body("data: \(Self.error(word, mark))\n\n"), .end]
        }
    }

    private func answer(_ mark: String) -> [Beat] {
        switch failure {
        case .timeout: [.silence]
        case .malformed: Beat.json(200, "<html>\(mark)</html>")
        case .cut: [.head(200, [("content-type", "application/json")]), .body("{\"id\":\"\(mark)"), .fail(.closed)]
        default: Beat.json(status, Self.error(word, mark))
        }
    }

    private static func error(_ word: String, _ mark: String) -> String {
        #"{"error":{"message":"\#(mark)","type":"t","param":null,"code":"\#(word)"}}"#
    }

    /// The status of a refusal.
    private var status: Int {
        switch failure {
        case .rateLimited, .quotaExhausted: 429
        case .overloaded: 503
        case .serverError: 500
        case .keyRejected: 401
        case .forbidden: 403
        case .modelMissing: 404
        case .requestRefused: 400
        case .unreachable, .timeout, .malformed, .cut: 200
        }
    }

    /// The provider's own word for it; empty where it has none.
    private var word: String {
        switch failure {
        case .rateLimited: "rate_limit_exceeded"
        case .quotaExhausted: "insufficient_quota"
        case .overloaded: "server_is_overloaded"
        case .serverError: "server_error"
        case .keyRejected: "invalid_api_key"
        case .forbidden: "permission_denied"
        case .modelMissing: "model_not_found"
        case .requestRefused: "context_length_exceeded"
        case .unreachable, .timeout, .malformed, .cut: ""
        }
    }

    // MARK: What is promised

    /// Whom to ask, one after another, if all fail like this.
    func steps(_ chain: FailureChain) -> [Step] {
        var steps: [Step] = []
        for name in chain.names {
            let isLast = name == chain.names.last
            let keys = (1...chain.keys).map { "\(name)-\($0)" }
            switch failure {
            case .unreachable: steps += again(keys, isLast ? 2 : 0)
            case .serverError, .overloaded, .malformed, .cut: steps += again(keys, isLast ? 2 : 1)
            case .rateLimited, .quotaExhausted, .keyRejected: steps += keys.map { Step(name: $0) }
            case .timeout, .forbidden, .modelMissing: steps.append(Step(name: keys[0]))
            case .requestRefused: return [Step(name: keys[0])]
            }
        }
        // What the client has seen cannot be said anew by somebody else.
        return phase == .streamAfter ? [steps[0]] : steps
    }

    /// The keys in turn: one question, and `retries` more after a pause.
    private func again(_ keys: [String], _ retries: Int) -> [Step] {
        (0...retries).map { Step(name: keys[$0 % keys.count], isRetry: $0 > 0) }
    }

    /// The status and the code that the client gets if all fail like this.
    func end(_ chain: FailureChain) -> (status: Int, code: String) {
        let isSummed = chain.names.count > 1 && failure != .requestRefused
        guard phase != .streamAfter else { return (200, ownCode) }
        if isSummed { return (summedStatus, "all_providers_failed") }
        // Its own words, as it said them: in a stream, or with a status.
        if !word.isEmpty { return (phase.hasStream ? 200 : status, word) }
        return (failure == .timeout ? 504 : 502, ownCode)
    }

    private var ownCode: String {
        switch failure {
        case .unreachable: "upstream_unreachable"
        case .timeout: phase.hasStream ? "upstream_stalled" : "upstream_timeout"
        case .malformed: "upstream_malformed"
        case .cut: "upstream_cut"
        default: word
        }
    }

    private var summedStatus: Int {
        switch failure {
        case .rateLimited: 429
        case .timeout: 504
        case .overloaded, .serverError: phase.hasStream ? 502 : status
        default: 502
        }
    }

    /// For how long a key that met this is not to be used, in milliseconds.
    var keyRest: Int64? {
        switch failure {
        case .rateLimited: 60_000
        case .quotaExhausted, .keyRejected: 600_000
        default: nil
        }
    }
}
