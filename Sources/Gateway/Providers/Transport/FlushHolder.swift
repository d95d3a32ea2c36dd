// SPDX-License-Identifier: Apache-2.0

/// A connection that sends what it has written when its ``FlushQueue`` says so.
public protocol FlushHolder: AnyObject {
    /// Whether the connection is in the queue; set by the queue, cleared by ``flushNow()``.
    var isFlushWaiting: Bool { get set }
    /// Sends what is written and clears ``isFlushWaiting``.
    func flushNow()
}
