// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct ListenAddressTests {
    @Test(
        "host and port are read, IPv6 in brackets",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8080), ("localhost:0", "localhost", 0), ("[::1]:443", "::1", 443),
            ("gateway.internal:65535", "gateway.internal", 65_535),
        ])
    func reading(text: String, host: String, port: Int) {
        let address = ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address?.description == text)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "8080", ":8080", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:+80",
            "::1:8080",
            "[::1:8080", "[localhost]:80", "http://localhost:80", "a b:80", "*:8080", "host:8080/x",
        ])
    func refusing(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(
        "loopback is 127/8, ::1 and localhost",
        arguments: ["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "localhost", "LocalHost"])
    func loopback(host: String) {
        #expect(ListenAddress(host: host, port: 1).isLoopback)
    }

    @Test(
        "what only looks like loopback is not",
        arguments: [
            "0.0.0.0", "::", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "localhost.example.com", "10.0.0.1",
        ])
    func notLoopback(host: String) {
        #expect(!ListenAddress(host: host, port: 1).isLoopback)
    }
}
