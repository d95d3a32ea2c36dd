// SPDX-License-Identifier: Apache-2.0

extension FailureClass {
    /// The class of a call that ended without a whole answer.
    public init(_ failure: UpstreamFailure) {
        switch failure {
        // Who does not even take the connection was asked nothing.
        case .unreachable, .connectTimeout: self = .unreachable
        case .firstByteTimeout, .idleTimeout, .totalTimeout: self = .timeout
        case .closed: self = .cut
        case .malformed: self = .malformed
        case .overloaded: self = .overloaded
        }
    }
}
