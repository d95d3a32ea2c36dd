// SPDX-License-Identifier: Apache-2.0

import Addresses
import Testing

@Suite("Loopback hosts")
struct LoopbackHostTests {
    @Test(
        "names and addresses of this machine, with a port or without",
        arguments: [
            "localhost", "LocalHost", "localhost:8080", "my.localhost", "127.0.0.1", "127.0.0.1:1", "127.255.255.254",
            "[::1]", "[::1]:8080",
        ])
    func here(authority: String) {
        #expect(LoopbackHost.matches(authority: authority))
    }

    @Test(
        "all others",
        arguments: [
            "", "example.com", "localhost.example.com", "notlocalhost", "127.0.0.1.example.com", "127.0.0",
            "127.0.0.256",
            "128.0.0.1", "0.0.0.0", "192.168.0.1", "[::2]", "[::1", "::2", "127.0.0.1.", "127..0.1",
            "evil.com:127.0.0.1",
            "[::1].example.com", "localhost@evil.com",
        ])
    func elsewhere(authority: String) {
        #expect(!LoopbackHost.matches(authority: authority))
    }
}
