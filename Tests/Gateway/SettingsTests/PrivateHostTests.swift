// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct PrivateHostTests {
    @Test(
        "loopback, private networks and the names that only they give are private",
        arguments: [
            "localhost", "LOCALHOST", "api.localhost", "127.0.0.1", "127.255.0.9", "10.0.0.1", "172.16.0.1",
            "172.31.255.255", "192.168.1.1", "::1", "[::1]", "fc00::1", "fdab::1", "::ffff:10.0.0.1", "ollama",
            "gpu-box", "box.local", "llm.internal", "llm.lan", "llm.corp", "llm.ai.svc", "llm.ai.svc.cluster.local",
            "localhost.", "box.local.",
        ])
    func taking(host: String) {
        #expect(PrivateHost.matches(host))
    }

    @Test(
        "everything else is public, however it is written",
        arguments: [
            "", ".", "api.openai.com", "8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "169.254.169.254",
            "100.64.0.1", "0.0.0.0", "::", "fe80::1", "2001:db8::1", "::ffff:8.8.8.8", "::ffff:169.254.169.254",
            "internal.com", "10.evil.com", "127.0.0.1.evil.com", "localhost.evil.com", "evil.local.com",
            "134744072", "0x08080808", "10.1", "010.0.0.1", "10.0.0.256", "ai.", "a..local", ".local",
            "1.2.3.0x7f", "[10.0.0.1", "fc00::zz",
        ])
    func refusing(host: String) {
        #expect(!PrivateHost.matches(host))
    }

    @Test("a URL is judged by its host alone")
    func urls() {
        #expect(ProviderURL.isPrivate("http://10.0.0.1:8000/v1"))
        #expect(ProviderURL.isPrivate("http://[::1]:8000"))
        #expect(!ProviderURL.isPrivate("https://example.com/localhost"))
        #expect(!ProviderURL.isPrivate("https://localhost@example.com"))
        #expect(!ProviderURL.isPrivate("localhost"))
    }
}
