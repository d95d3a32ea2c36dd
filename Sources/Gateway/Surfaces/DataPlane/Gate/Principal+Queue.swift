// SPDX-License-Identifier: Apache-2.0

import Conversation

extension Principal {
    /// Names the principal among those who wait for the same provider; nil for everybody without a key.
    var queueKey: UInt64? {
        if case .key(let fingerprint) = self { fingerprint.words.x } else { nil }
    }
}
