// SPDX-License-Identifier: Apache-2.0

import GatewayApp

/// Shows keys to a person.
enum KeyPrinting {
    /// Prints a new key: the key alone to the output, so that a script can take it, all else to the notes.
    static func printNew(_ answer: GatewayQuestion.Answer, asJSON: Bool) throws {
        if asJSON { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let made = try GatewayOptions.decode(NewKey.self, answer)
        let status = try GatewayOptions.decode(KeyStatus.self, answer)
        Terminal.notes.line("The key of \(status.keyAlias) (\(status.keyId)). It is not shown again:")
        Terminal.output.line(made.key)
    }

    private struct NewKey: Decodable {
        var key: String
    }
}
