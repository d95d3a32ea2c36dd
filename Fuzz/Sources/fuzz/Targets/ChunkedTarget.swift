// SPDX-License-Identifier: Apache-2.0

/// Chunked bodies: the head is always the same sound one.
struct ChunkedTarget: FuzzTarget {
    static let name = "http-chunked"
    static let grammar = Grammar.http
    static let tokens = [
        "0", "1", "5", "a", "F", "10", "fff", "ffffffffffff", "1000000000000", "-1", "+1", "0x1", ";", ";a=b", " ",
        "\t",
        "\r\n", "\n", "\r", "0\r\n\r\n", "5\r\nhello\r\n", "X-Sum: 1\r\n",
    ]

    private static let head = Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".utf8)
    private let rules = ResponseRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary { try rules.check(Self.head + input) }
}
