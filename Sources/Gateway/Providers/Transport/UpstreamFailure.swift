// SPDX-License-Identifier: Apache-2.0

/// Why an upstream gave no answer, or stopped in the middle of one.
public enum UpstreamFailure: Error, Sendable, Hashable {
    /// The host could not be reached: refused, unknown, or TLS failed.
    case unreachable
    case connectTimeout
    case firstByteTimeout
    case idleTimeout
    case totalTimeout
    /// The connection ended before the answer did.
    case closed
    /// What came was no HTTP.
    case malformed(ResponseProblem)
    /// As many requests wait for a connection as may.
    case overloaded

    /// A stable word for logs and metrics.
    public var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .connectTimeout: "connect_timeout"
        case .firstByteTimeout: "first_byte_timeout"
        case .idleTimeout: "idle_timeout"
        case .totalTimeout: "total_timeout"
        case .closed: "closed"
        case .malformed: "malformed_http"
        case .overloaded: "overloaded"
        }
    }
}
