// SPDX-License-Identifier: Apache-2.0

extension URLParts {
    /// The value of the `Host` header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The URL of another path, and of a query with its question mark, on the same host.
    public func url(path: String, query: String) -> String {
        "\(isEncrypted ? "https" : "http")://\(authority)\(path)\(query)"
    }
}
