// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Why a gateway did not start, and what to do.
public enum GatewayFailure: Error, Sendable, CustomStringConvertible {
    /// The address is taken or not ours.
    case address(String, inUse: Bool)
    /// The address could not be bound for another reason.
    case binding(String)
    /// The provider's URL is no URL.
    case providerURL
    /// TLS could not be set up.
    case tls

    static func listen(_ address: String, _ error: any Error) -> GatewayFailure {
        guard let error = error as? IOError else { return .binding(address) }
        return .address(address, inUse: error.errnoCode == 98 || error.errnoCode == 48)
    }

    public var description: String {
        switch self {
        case .address(let address, inUse: true):
            "cannot listen on \(address): another program does. Stop it, or set host_port to another address."
        case .address(let address, inUse: false):
            "cannot listen on \(address): the system refuses it. Set host_port to an address of this machine."
        case .binding(let address):
            "cannot listen on \(address). Set host_port to an address of this machine."
        case .providerURL:
            "external_llm_url is not an absolute http or https URL."
        case .tls:
            "TLS cannot be set up: the system's certificates could not be read. Install ca-certificates."
        }
    }
}
