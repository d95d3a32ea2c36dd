// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite("URLs of providers")
struct ProviderURLTests {
    @Test("a URL is judged by its host alone")
    func urls() {
        #expect(ProviderURL.isPrivate("http://10.0.0.1:8000/v1"))
        #expect(ProviderURL.isPrivate("http://[::1]:8000"))
        #expect(!ProviderURL.isPrivate("https://example.com/localhost"))
        #expect(!ProviderURL.isPrivate("https://localhost@example.com"))
        #expect(!ProviderURL.isPrivate("localhost"))
    }
}
