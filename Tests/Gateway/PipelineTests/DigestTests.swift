// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@Suite("Digests")
struct DigestTests {
    private func hexadecimal(_ fingerprint: Fingerprint) -> String {
        withUnsafeBytes(of: fingerprint.words) { bytes in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    @Test(
        "the published SHA-256 vectors",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func vectors(text: String, expected: String) {
        #expect(hexadecimal(Digest.of(text)) == expected)
        #expect(hexadecimal(Digest.of(Array(text.utf8))) == expected)
        // In two parts, wherever they meet.
        for count in [0, 1, text.utf8.count / 2, text.utf8.count] where count <= text.utf8.count {
            let (head, body) = (Array(text.utf8.prefix(count)), Array(text.utf8.dropFirst(count)))
            #expect(hexadecimal(body.withUnsafeBytes { Digest.of(head, $0) }) == expected)
        }
    }

    @Test("the short form is the first eight bytes")
    func short() {
        #expect(Digest.of("abc").short == "ba7816bf8f01cfea")
        #expect(Fingerprint(words: [0, 1, 2, 3]).short == "0000000000000000")
    }

    @Test("fingerprints differ when any of their words does")
    func equality() {
        let zero = Fingerprint(words: .zero)
        for place in 0..<4 {
            var words = SIMD4<UInt64>.zero
            words[place] = 1 << 63
            #expect(Fingerprint(words: words) != zero)
        }
        #expect(Fingerprint(words: .zero) == zero)
    }
}
