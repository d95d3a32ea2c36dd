// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// How long a cached prompt prefix is kept after its last use.
enum PromptCacheLifetime: Sendable, Hashable {
    /// Anthropic's default, `cache_control: {"type":"ephemeral"}`.
    case fiveMinutes
    /// OpenAI's automatic cache, which keeps a prefix for five to ten minutes.
    case tenMinutes
    /// Anthropic's `"ttl":"1h"`.
    case oneHour

    var duration: TimeAmount {
        switch self {
        case .fiveMinutes: .minutes(5)
        case .tenMinutes: .minutes(10)
        case .oneHour: .hours(1)
        }
    }
}
