// SPDX-License-Identifier: Apache-2.0

/// Everything that comes over a connection to a provider.
struct ResponseTarget: FuzzTarget {
    static let name = "http-response"
    static let grammar = Grammar.http
    static let tokens = [
        "HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1 100 Continue", "HTTP/1.1 304 Not Modified", "HTTP/1.1 204 None",
        "Content-Length: 5", "content-length: 0", "Content-Length: 5, 5", "Transfer-Encoding: chunked",
        "transfer-encoding: gzip, chunked", "Connection: close", "Connection: keep-alive, x",
        "Content-Type: text/event-stream",
        "\r\n", "\r\n\r\n", "\n", " ", "\t", ":", "0\r\n\r\n", "5\r\nhello\r\n", "5;ext=1\r\n", "\u{0}", "Trailer: x",
    ]

    private let rules = ResponseRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary { try rules.check(input) }
}
