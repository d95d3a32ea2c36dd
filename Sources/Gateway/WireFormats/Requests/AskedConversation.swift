// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a request asks, once for all who hold its reading.
final class AskedConversation: Sendable {
    let conversation: Conversation?

    init(_ conversation: consuming Conversation?) { self.conversation = conversation }
}
