// SPDX-License-Identifier: Apache-2.0

import DataPlane
import NIOCore
import NIOPosix
import Pipeline
import Providers

/// Looks now and then at providers that had no traffic of late; those that had need no looking at.
struct HealthPinger: Sendable {
    private let configuration: DataPlaneConfiguration
    private let group: MultiThreadedEventLoopGroup
    private let interval: Duration
    /// How many of the router's members are the operator's.
    private let chainCount: Int
    private let isOffline: Bool

    init(
        _ configuration: DataPlaneConfiguration, chainCount: Int, interval: Duration, isOffline: Bool,
        group: MultiThreadedEventLoopGroup
    ) {
        self.configuration = configuration
        self.chainCount = chainCount
        self.interval = interval
        self.isOffline = isOffline
        self.group = group
    }

    /// Goes on until its task is cancelled; the first look is after one interval.
    func run() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            for place in 0..<chainCount { await look(place) }
        }
    }

    private func look(_ place: Int) async {
        let report = configuration.states.reports(now: Self.now)[place]
        let age = [report.lastSuccessAge, report.lastErrorAge].compactMap { $0 }.min()
        if let age, age < interval.milliseconds { return }
        let member = configuration.router.members[place]
        // A client's own key is not ours to use, and without one most show nothing.
        guard !member.keys.isEmpty || member.worksWithoutKey, !isOffline || member.site.isPrivate,
            let ping = HealthPing(member)
        else { return }
        let failure: FailureClass?
        do throws(UpstreamFailure) {
            let answer = try await OneShot.send(
                ping.request, to: ping.target, timeouts: Self.timeouts,
                tls: ping.target.isEncrypted ? configuration.tls : nil, on: group.next())
            failure = HealthPing.failure(status: answer.head.status)
        } catch {
            failure = FailureClass(error)
        }
        guard !Task.isCancelled else { return }
        configuration.states.pinged(place, failure, now: Self.now)
    }

    private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
    private static let timeouts = UpstreamTimeouts(
        connect: .seconds(5), firstByte: .seconds(10), idle: .seconds(10), total: .seconds(15))
}
