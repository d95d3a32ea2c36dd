// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

@Suite struct SecretTests {
    private static let canary = "sk-canary-0123456789-abcdefgh"

    @Test("no way of printing a secret shows it")
    func printing() {
        struct Holder { let secret: Secret }
        let secret = Secret(Self.canary)
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let printed = [
            "\(secret)", String(reflecting: secret), String(describing: Holder(secret: secret)),
            String(reflecting: [secret]), dumped,
        ]
        for text in printed {
            #expect(!text.contains("canary"))
            #expect(text.contains("[redacted]"))
        }
    }

    @Test("a long secret is masked to its ends, a shorter one as a whole")
    func masking() {
        #expect(Secret("abcd12345678wxyz").masked == "abcd…wxyz")
        #expect(Secret("abcd1234567wxyz").masked == "********")
        #expect(Secret("").masked == "********")
        #expect(Secret("äöüß12345678ÄÖÜé").masked == "äöüß…ÄÖÜé")
    }

    @Test("secrets are equal when every byte is")
    func equality() {
        #expect(Secret("one-key") == Secret("one-key"))
        #expect(Secret("one-key") != Secret("one-kez"))
        #expect(Secret("one-key") != Secret("one-key-more"))
    }

    @Test("whole settings print without their secrets")
    func settings() throws {
        let loaded = try Workspace().load(
            """
            gateway_api_key = "\(Self.canary)-gateway"
            external_llm_api_key = "\(Self.canary)-provider"
            gateway_api_keys = [{ name = "alice", key = "\(Self.canary)-alice" }]
            """)
        var dumped = ""
        dump(loaded, to: &dumped)
        #expect(!dumped.contains("canary"))
        #expect(!"\(loaded)".contains("canary"))
        let json = String(decoding: try JSONEncoder().encode(loaded.listing.map(\.value)), as: UTF8.self)
        #expect(!json.contains("canary"))
        #expect(json.contains("alice"))
    }
}
