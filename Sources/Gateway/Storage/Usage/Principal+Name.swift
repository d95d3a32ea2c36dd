// SPDX-License-Identifier: Apache-2.0

import Conversation

extension Principal {
    /// What the ledger calls a principal: the whole digest, which tells nothing of the key.
    var ledgerName: String {
        guard case .key(let print) = self else { return "local" }
        var text = ""
        for index in 0..<4 {
            let digits = String(print.words[index].byteSwapped, radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return text
    }
}
