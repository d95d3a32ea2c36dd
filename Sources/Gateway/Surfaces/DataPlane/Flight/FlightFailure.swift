// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Why a question has no answer.
struct FlightFailure: Sendable {
    /// What the client is told.
    let error: GatewayError
    /// Whether an older answer is better than none: the providers are at fault, not the client.
    let mayServeStale: Bool
    /// Who was tried, the last one included.
    let attempts: [FlightAttempt]
}
