// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What an HTTP status says of a failure.
enum ErrorStatus {
    static func kind(_ status: Int) -> GatewayError.Kind {
        switch status {
        case 401: .authentication
        case 402, 403: .permission
        case 404: .notFound
        case 408, 504: .timeout
        case 413: .tooLarge
        case 429: .rateLimit
        case 503, 529: .overloaded
        case 400..<500: .invalidRequest
        default: .upstream
        }
    }

    /// The status for failures that come without one of their own, such as those inside a stream.
    static func status(_ kind: GatewayError.Kind) -> Int {
        switch kind {
        case .invalidRequest: 400
        case .authentication: 401
        case .permission: 403
        case .notFound: 404
        case .tooLarge: 413
        case .rateLimit: 429
        case .budget: 402
        case .timeout: 504
        case .upstream: 502
        case .overloaded, .unavailable: 503
        }
    }
}
