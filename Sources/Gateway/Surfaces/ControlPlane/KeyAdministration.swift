// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Whoever gives virtual keys out and takes them back; bodies and answers are JSON.
public protocol KeyAdministration: Sendable {
    /// Makes a key; the answer is the only one that ever holds it.
    func generateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8]
    /// Puts a new key in the place of one; what that one may do and has used stays.
    func regenerateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8]
    /// What a key may do and has used.
    ///
    /// - Parameters:
    ///   - wanted: the key, its digest, its id or its name; nil for the one who asks.
    ///   - own: the id of the key that asks, which sees itself only; nil for who runs the gateway.
    func keyInformation(_ wanted: String?, own: String?) async throws(GatewayError) -> [UInt8]
    /// All keys in force.
    func keyListing() async -> [UInt8]
    /// Changes what a key may do.
    func updateKey(_ body: [UInt8]) async throws(GatewayError) -> [UInt8]
    /// Takes keys back.
    func deleteKeys(_ body: [UInt8]) async throws(GatewayError) -> [UInt8]
}
