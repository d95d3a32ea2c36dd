// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Who asked an upstream and takes the answer as it comes. All calls happen on the asker's event loop.
///
/// After `upstreamEnded` or `upstreamFailed` nothing more comes.
public protocol UpstreamReceiver: AnyObject {
    /// The head has come.
    func upstreamHead(_ head: ResponseHead)
    /// A piece of the body has come.
    func upstreamBody(_ bytes: ByteBuffer)
    /// What has been read for now is delivered: a good moment to flush.
    func upstreamPause()
    /// The answer is complete.
    func upstreamEnded()
    /// There will be no (further) answer.
    func upstreamFailed(_ failure: UpstreamFailure)
}
