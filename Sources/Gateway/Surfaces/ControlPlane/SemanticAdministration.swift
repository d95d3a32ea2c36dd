// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Whoever knows what the semantic cache did and why, for the administration's routes.
public protocol SemanticAdministration: Sendable {
    /// Why there is no semantic cache, for a person; nil if there is one.
    var absence: String? { get }
    /// What was learned and what follows, class by class, as JSON.
    func semanticReport() async -> [UInt8]
    /// Why a request was answered by meaning or not, as JSON; nil if nothing is known of it.
    func explain(request: String) async -> [UInt8]?
    /// What the caches would do with a request if it came now, as JSON.
    func explain(_ request: ExplainRequest) async throws(GatewayError) -> [UInt8]
    /// What is known of the model that judges answers, as JSON.
    func judgeStatus() async throws(GatewayError) -> [UInt8]
    /// Begins to measure how often that model is wrong: asks it about some hundred pairs of answers.
    func measureJudge() async throws(GatewayError)
    /// Gives that up.
    func stopMeasuring() async throws(GatewayError)
    /// Drops a kept question and its answer; false if there is none.
    func dropQuestion(_ identity: Fingerprint) async -> Bool
    /// The answer to a request was wrong: drops it, blocks the pair, teaches the evidence; false if it was none by meaning.
    func complain(request: String) async -> Bool
}
