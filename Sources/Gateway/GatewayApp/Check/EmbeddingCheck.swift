// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Providers
public import Settings

/// Asks the configured embedding server for one vector, to see whether it works.
public struct EmbeddingCheck: Sendable {
    /// Scheme, host and path that were asked; never a key.
    public let endpoint: String
    public let finding: CheckFinding

    /// Runs the check; nil if no server is configured.
    public static func run(_ settings: Settings) async -> EmbeddingCheck? {
        guard settings.embedding.url != nil else { return nil }
        guard let endpoint = EmbeddingEndpoint(settings.embedding) else {
            return EmbeddingCheck(
                endpoint: "-",
                finding: CheckFinding(.fails, "no usable address", remedy: "Set embedding_sidecar.sidecar_url."))
        }
        guard !settings.provider.isOffline || endpoint.isPrivate else {
            return EmbeddingCheck(
                endpoint: endpoint.place,
                finding: CheckFinding(
                    .skipped, "offline mode: it is not in a private network", remedy: "Unset offline_mode to ask it."))
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let finding = await ask(endpoint, settings, group)
        do { try await group.shutdownGracefully() } catch {
            return EmbeddingCheck(endpoint: endpoint.place, finding: finding)
        }
        return EmbeddingCheck(endpoint: endpoint.place, finding: finding)
    }

    private static func ask(
        _ endpoint: EmbeddingEndpoint, _ settings: Settings, _ group: MultiThreadedEventLoopGroup
    ) async -> CheckFinding {
        let timeout = TimeAmount(settings.embedding.timeout)
        do throws(UpstreamFailure) {
            let answer = try await OneShot.send(
                endpoint.request("Is anybody there?"), to: endpoint.target,
                timeouts: UpstreamTimeouts(connect: timeout, firstByte: timeout, idle: timeout, total: timeout),
                tls: endpoint.target.isEncrypted ? ProviderCheck.context(verifies: true) : nil,
                on: group.next())
            do throws(EmbeddingFailure) {
                _ = try EmbeddingAnswer.vector(
                    status: answer.head.status, Array(answer.body.readableBytesView), endpoint.format,
                    dimension: endpoint.dimension)
                return CheckFinding(
                    .works, "a vector of \(endpoint.dimension) values",
                    milliseconds: Int(answer.duration.nanoseconds / 1_000_000))
            } catch {
                return Self.finding(error)
            }
        } catch {
            return Self.finding(EmbeddingFailure(error))
        }
    }

    private static func finding(_ failure: EmbeddingFailure) -> CheckFinding {
        guard let trouble = failure.trouble else {
            return CheckFinding(
                .fails, "it refuses a short text",
                remedy: "Check embedding_sidecar.format and embedding_sidecar.model_name.")
        }
        let remedy = trouble.remedy.prefix(1).uppercased() + trouble.remedy.dropFirst() + "."
        return CheckFinding(.fails, "it \(trouble.reason)", remedy: remedy)
    }
}
