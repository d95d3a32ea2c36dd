// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct EndpointURLTests {
    @Test(
        "absolute http and https URLs are taken, as a base or a full endpoint",
        arguments: [
            "https://api.openai.com", "HTTPS://api.openai.com/v1/", "http://127.0.0.1:8000/v1/chat/completions",
            "http://[::1]:8000", "https://host/path@2?api-version=1",
        ])
    func taking(url: String) {
        #expect(EndpointURL.isAcceptable(url))
    }

    @Test(
        "other schemes, credentials, fragments, blanks and missing hosts are refused",
        arguments: [
            "api.openai.com", "ftp://host", "https://", "https:///v1", "https://user:word@host/v1", "https://host/#x",
            "https://ho st/", "https://host:99999/", "https://höst/", "https://host\n/", "https://?x",
        ])
    func refusing(url: String) {
        #expect(!EndpointURL.isAcceptable(url))
    }

    @Test("a query is left out of what is shown")
    func query() {
        #expect(EndpointURL.withoutQuery("https://host/v1?key=abc") == "https://host/v1?…")
        #expect(EndpointURL.withoutQuery("https://host/v1") == "https://host/v1")
    }
}
