// SPDX-License-Identifier: Apache-2.0

/// Whoever brings requests to upstreams: connections, or a script in tests.
public protocol UpstreamPort: AnyObject {
    /// Asks an upstream; the answer goes to `receiver`, never before this has returned.
    func ask(
        _ target: UpstreamTarget, _ request: UpstreamRequest, timeouts: UpstreamTimeouts,
        receiver: any UpstreamReceiver
    ) -> any ProviderCall
    /// How many connections are open, used or not.
    var openConnections: Int { get }
    /// Closes the connections that nobody uses.
    func closeIdle()
}
