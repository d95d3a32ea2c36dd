// SPDX-License-Identifier: Apache-2.0

import Conversation

extension Answer {
    /// Whether a choice says something in a field that only the format of origin has, so that no other can tell it.
    ///
    /// Other extras, such as annotations of a text, are about what is said elsewhere, and may be left out.
    var saysMoreInOrigin: Bool {
        choices.contains { choice in
            choice.messageExtras.contains {
                ($0.name == "refusal" || $0.name == "audio") && !$0.json.elementsEqual("null".utf8)
            }
        }
    }
}
