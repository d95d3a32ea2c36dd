// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// What all connections of the load-test server share: the answers, built once, and what keeps the pace of each event loop.
struct BareServing: Sendable {
    let answers: BareAnswers
    /// By event loop.
    let pacers: [ObjectIdentifier: NIOLoopBound<BarePacer>]

    init(_ configuration: FakeUpstreamConfiguration, _ group: MultiThreadedEventLoopGroup) async throws {
        answers = BareAnswers(configuration)
        var pacers: [ObjectIdentifier: NIOLoopBound<BarePacer>] = [:]
        for loop in group.makeIterator() {
            pacers[ObjectIdentifier(loop)] = try await loop.submit {
                NIOLoopBound(BarePacer(eventLoop: loop), eventLoop: loop)
            }.get()
        }
        self.pacers = pacers
    }
}
