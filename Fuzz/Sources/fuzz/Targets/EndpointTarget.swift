// SPDX-License-Identifier: Apache-2.0

import Addresses
import Conversation
import Pipeline

/// Addresses of providers.
struct EndpointTarget: FuzzTarget {
    static let name = "endpoint"
    static let grammar = Grammar.text
    static let tokens = [
        "http://", "https://", "HTTPS://", "localhost", "127.0.0.1", "[::1]", ":8080", ":0", ":65536", "/v1", "/",
        "/chat/completions", "/messages", "?a=b", "#part", "@", "user:pass@", " ", "%20", "é", "example.test", "..",
        "\u{0}",
    ]

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let url = String(decoding: input, as: UTF8.self)
        summary.add(LoopbackHost.matches(authority: url))
        guard let parts = URLParts(url) else {
            for format in WireFormat.allCases {
                try Violation.unless(
                    Self.endpoint(url, format) == nil, "no endpoint without a URL")
            }
            return summary
        }
        try Violation.unless((1...65535).contains(parts.port), "a port is one")
        try Violation.unless(!parts.host.isEmpty && !parts.host.contains("@"), "a host is named, without credentials")
        // Bytes count, as on the wire: a mark with an accent behind it is a mark.
        try Violation.unless(
            parts.path.isEmpty || parts.path.utf8.first == UInt8(ascii: "/"), "a path begins with a slash")
        try Violation.unless(
            parts.query.isEmpty || parts.query.utf8.first == UInt8(ascii: "?"), "a query begins with its mark")
        for format in WireFormat.allCases { try check(url, parts, format) }
        summary.add(parts.isEncrypted)
        summary.add(parts.path.isEmpty)
        summary.add(parts.query.isEmpty)
        summary.add(parts.host.contains(":"))
        summary.add(LoopbackHost.matches(parts.host))
        return summary
    }

    private static func endpoint(_ url: String, _ format: WireFormat) -> Endpoint? {
        ProviderSite(provider: "p", formats: [format], url: url)?.preferred
    }

    private func check(_ url: String, _ parts: URLParts, _ format: WireFormat) throws(Violation) {
        guard let endpoint = Self.endpoint(url, format) else {
            throw Violation(rule: "a URL is an endpoint")
        }
        try Violation.unless(endpoint.target.utf8.first == UInt8(ascii: "/"), "a target begins with a slash")
        // These go into a request's head as they are.
        for text in [endpoint.target, endpoint.authority] {
            try Violation.unless(
                !text.utf8.contains { $0 <= 0x20 || $0 == 0x7F }, "nothing in an address can end a header line")
        }
        let scheme = endpoint.isEncrypted ? "https" : "http"
        guard
            let again = Self.endpoint("\(scheme)://\(endpoint.authority)\(endpoint.target)", format)
        else { throw Violation(rule: "an endpoint written as a URL is one") }
        try Violation.unless(again == endpoint, "an endpoint written as a URL is the same endpoint")
    }
}
