// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Providers

/// Asks a gateway whether it answers yet.
public enum ReadinessProbe {
    /// Whether the gateway at `host` and `port` says that it is ready.
    public static func isReady(host: String, port: Int) async -> Bool {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var isReady = false
        do throws(UpstreamFailure) {
            let answer = try await LocalClient(group: group, seconds: 1).send(
                "GET", "/readiness", host: host, port: port)
            isReady = answer.head.status == 200
        } catch {
            isReady = false
        }
        do { try await group.shutdownGracefully() } catch { return isReady }
        return isReady
    }
}
