// SPDX-License-Identifier: Apache-2.0

import Addresses
import Testing

@Suite("Parts of a URL")
struct URLPartsTests {
    @Test("scheme and host in any case, port, path and query; the fragment is left out")
    func parts() throws {
        let parts = try #require(URLParts("HTTPS://Models.Example:8443/v1/Chat?a=b/c?d#e f"))
        #expect(parts.isEncrypted && parts.host == "models.example" && parts.port == 8443)
        #expect(parts.path == "/v1/Chat" && parts.query == "?a=b/c?d")
        let plain = try #require(URLParts("http://[FE80::1]?a"))
        #expect(!plain.isEncrypted && plain.host == "fe80::1" && plain.port == 80)
        #expect(plain.path.isEmpty && plain.query == "?a")
    }

    @Test("a mark is one whatever accent stands behind it")
    func accents() throws {
        let parts = try #require(URLParts("https://x.example/\u{301}a@b?\u{301}c#\u{301}d"))
        #expect(parts.host == "x.example" && parts.path == "/\u{301}a@b" && parts.query == "?\u{301}c")
        #expect(URLParts("https://user@\u{301}x.example/") == nil)
        #expect(URLParts("https:/\u{301}/x.example/") == nil)
    }

    @Test(
        "white space and control characters of any kind are refused before the fragment",
        arguments: [" ", "\t", "\r", "\n", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{3000}"])
    func unfit(text: String) {
        #expect(URLParts("https://x\(text)y.example/") == nil)
        #expect(URLParts("https://x.example/a\(text)b") == nil)
        #expect(URLParts("https://x.example/?a\(text)b") == nil)
        #expect(URLParts("https://x.example/#a\(text)b") != nil)
    }

    @Test("letters of any script are kept")
    func scripts() throws {
        let parts = try #require(URLParts("https://bücher.example/é?ü"))
        #expect(parts.host == "bücher.example" && parts.path == "/é" && parts.query == "?ü")
    }

    @Test("a URL of more than 8 KiB is none")
    func length() {
        let fits = "https://x.example/" + String(repeating: "a", count: (8 << 10) - 18)
        #expect(URLParts(fits) != nil)
        #expect(URLParts(fits + "a") == nil)
    }
}
