// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a provider would have billed for an answer that was kept, or made for another.
struct Spared {
    var provider: String
    var model: String
    var answeredModel: String?
    /// Nil where the provider did not tell.
    var usage: Usage?
    var isStale = false
}
