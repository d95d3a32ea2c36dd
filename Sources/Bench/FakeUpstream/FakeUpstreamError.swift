// SPDX-License-Identifier: Apache-2.0

/// Why a fake upstream did not start.
public enum FakeUpstreamError: Error, Equatable, CustomStringConvertible {
    /// The address could not be listened on.
    case cannotListen(host: String, port: Int, reason: String)

    /// What was wrong and what to do about it.
    public var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "the fake upstream cannot listen on \(host):\(port) (\(reason)): choose another port, or 0 for a free one"
        }
    }
}
