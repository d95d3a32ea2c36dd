// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline

/// The digest of the key that a connection's client presented last; most present the same one every time.
///
/// What is compared is the client's own earlier word, so the time that it takes tells nothing about anybody's key.
struct CredentialDigests {
    private var key = ""
    private var digest: Fingerprint?

    /// The SHA-256 of `key`.
    mutating func of(_ key: String) -> Fingerprint {
        if let digest, key == self.key { return digest }
        let digest = Digest.of(key)
        self.key = key
        self.digest = digest
        return digest
    }
}
