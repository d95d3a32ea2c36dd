// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A call to a provider that is under way, as far as the ledger will want to know.
struct OpenCall {
    let provider: String
    /// The model as the provider is asked for it.
    let model: String
    /// The provider's key that is used, by its place.
    let key: Int?
    let began: NIODeadline
    /// The end of an answer that passes unwatched.
    var tail = AnswerTail()
}
