// SPDX-License-Identifier: Apache-2.0

import Addresses

/// Tells about URLs what decides who may be sent a key.
public enum ProviderURL {
    /// Whether `url` is an http or https URL on this machine or in a private network.
    public static func isPrivate(_ url: String) -> Bool {
        EndpointURL.host(of: url).map { PrivateHost.matches($0) } ?? false
    }
}
