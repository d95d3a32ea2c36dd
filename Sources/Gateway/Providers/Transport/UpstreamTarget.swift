// SPDX-License-Identifier: Apache-2.0

/// A host to connect to: what connections can be shared by.
public struct UpstreamTarget: Sendable, Hashable {
    public let isEncrypted: Bool
    public let host: String
    public let port: Int

    public init(isEncrypted: Bool, host: String, port: Int) {
        self.isEncrypted = isEncrypted
        self.host = host
        self.port = port
    }
}
