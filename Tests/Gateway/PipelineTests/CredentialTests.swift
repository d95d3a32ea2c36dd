// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Testing

@Suite("Credentials")
struct CredentialTests {
    @Test(
        "a key is never printed, however one prints it",
        arguments: [Credential.Carrier.bearer, .apiKey, .azureKey, .awsSignature])
    func redacted(carrier: Credential.Carrier) {
        struct Holder {
            let credential: Credential
            let list: [Credential]
        }
        let credential = Credential(carrier: carrier, key: "sk-very-secret")
        let holder = Holder(credential: credential, list: [credential])
        var dumped = ""
        dump(holder, to: &dumped)
        let texts = [
            "\(credential)", String(describing: credential), String(reflecting: credential), "\(holder)",
            String(reflecting: holder), String(describing: Optional(credential)), dumped, "\([credential: 1])",
            String(describing: Mirror(reflecting: credential).children.map { "\($0)" }),
        ]
        for text in texts { #expect(!text.contains("secret")) }
        #expect(credential.description == "[redacted]")
        #expect(credential.key == "sk-very-secret")
    }

    @Test("credentials are equal when key and carrier are")
    func equality() {
        let key = Credential(carrier: .bearer, key: "a")
        #expect(key == Credential(carrier: .bearer, key: "a"))
        #expect(key != Credential(carrier: .bearer, key: "b"))
        #expect(key != Credential(carrier: .apiKey, key: "a"))
    }
}
