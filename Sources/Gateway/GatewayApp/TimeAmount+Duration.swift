// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension TimeAmount {
    /// A duration as NIO counts time.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
