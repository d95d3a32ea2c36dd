// SPDX-License-Identifier: Apache-2.0

/// Whoever answers what is not a data-plane route.
public protocol ControlPort: Sendable {
    /// Answers a request that has passed the gate.
    func respond(to request: ControlRequest) async -> ControlResponse
}
