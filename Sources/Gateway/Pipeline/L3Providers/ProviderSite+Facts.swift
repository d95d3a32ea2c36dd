// SPDX-License-Identifier: Apache-2.0

import Addresses
public import Conversation

extension ProviderSite {
    /// Whether the provider is of the family that `format` belongs to.
    public func isOf(_ format: WireFormat) -> Bool { endpoints.contains { $0.format.family == format.family } }

    /// Whether keys are exchanged for a session's before they are of use, and never sent themselves.
    public var exchangesKeys: Bool { provider == "copilot" }

    /// Whether the provider is on this machine or in a private network: what offline mode may reach.
    public var isPrivate: Bool { PrivateHost.matches(preferred.host) }
}
