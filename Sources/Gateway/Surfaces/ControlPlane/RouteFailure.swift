// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Why a route has no answer, and in whose words its client is told.
struct RouteFailure: Error {
    var error: GatewayError
    var format: WireFormat
}
