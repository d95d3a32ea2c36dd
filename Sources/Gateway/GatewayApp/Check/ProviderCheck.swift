// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Providers
public import Settings

/// Asks every provider of the chain one small question, with each of its keys, to see whether they work.
public struct ProviderCheck: Sendable {
    private let client: LocalClient
    private let tls: NIOSSLContext?
    private let isOffline: Bool

    /// Runs the check, in the order of the chain; in offline mode only members in private networks are asked.
    public static func run(_ settings: Settings) async -> [CheckedProvider] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let check = ProviderCheck(
            client: LocalClient(group: group), tls: context(verifies: settings.provider.verifiesTLS),
            isOffline: settings.provider.isOffline)
        var checked: [CheckedProvider] = []
        for member in settings.provider.chain { checked.append(await check.ask(member)) }
        do { try await group.shutdownGracefully() } catch { return checked }
        return checked
    }

    private func ask(_ member: ChainedProvider) async -> CheckedProvider {
        func result(_ endpoint: String, _ finding: CheckFinding) -> CheckedProvider {
            CheckedProvider(provider: member, endpoint: endpoint, findings: [finding])
        }
        guard member.name != .synthetic else {
            return result("in this process", CheckFinding(.skipped, "simulated answers, no provider is asked"))
        }
        guard let bare = ProbeRequest(member, key: nil) else {
            return result(
                "-", CheckFinding(.fails, "it has no usable address", remedy: "Set \(Self.urlKey(member)).")
            )
        }
        if isOffline, !member.isPrivate {
            return result(
                bare.place,
                CheckFinding(
                    .skipped, "offline mode: it is not in a private network", remedy: "Unset offline_mode to ask it."))
        }
        if member.keys.isEmpty, member.needsKey {
            return result(
                bare.place,
                CheckFinding(
                    .skipped, "no key; clients' own keys are passed on to their own families",
                    remedy: "Run `isartor set-key --provider \(member.name)` for a key of the gateway's own."))
        }
        guard !member.keys.isEmpty else { return result(bare.place, await ask(member, nil)) }
        var findings: [CheckFinding] = []
        for key in member.keys { findings.append(await ask(member, key)) }
        return CheckedProvider(provider: member, endpoint: bare.place, findings: findings)
    }

    private func ask(_ member: ChainedProvider, _ key: ProviderKeySettings?) async -> CheckFinding {
        if let reason = Self.notChecked(member, key) { return CheckFinding(.skipped, reason, key: key) }
        guard let request = ProbeRequest(member, key: key) else { return CheckFinding(.fails, "no address", key: key) }
        guard !request.isEncrypted || tls != nil else {
            return CheckFinding(
                .fails, "the system's certificates could not be read", remedy: "Install ca-certificates.", key: key)
        }
        do throws(UpstreamFailure) {
            let answer = try await client.send(
                "POST", request.target, host: request.host, port: request.port, tls: request.isEncrypted ? tls : nil,
                authority: request.authority, lines: request.lines, body: request.body)
            return Self.judge(answer, member, key)
        } catch {
            return CheckFinding(
                .fails, error.word.replacing("_", with: " "),
                remedy: "Check \(Self.urlKey(member)) and the network between here and there.", key: key)
        }
    }

    /// Why a key cannot be tried by one plain request.
    private static func notChecked(_ member: ChainedProvider, _ key: ProviderKeySettings?) -> String? {
        switch member.name.entry.carrier {
        case .copilot: return "not checked here: the GitHub token is exchanged when the first request comes"
        case .awsSignature:
            guard let key, case .credentials = BedrockKey(key.key) else { return nil }
            return "not checked here: AWS credentials sign each request when it is sent"
        default: return nil
        }
    }

    private static func judge(
        _ answer: OneShot.Answer, _ member: ChainedProvider, _ key: ProviderKeySettings?
    ) -> CheckFinding {
        let status = answer.head.status
        let url = urlKey(member)
        let model = member.isPrimary ? "external_llm_model" : "its model"
        let remedy: String? =
            switch status {
            case 200..<300: nil
            case 300..<400: "The URL redirects, which is not followed. Set \(url) to where it leads."
            case 401, 403:
                member.isPrimary
                    ? "The provider refuses the key. Run `isartor set-key --provider \(member.name)`."
                    : "The provider refuses the key. Replace it in fallback_providers."
            case 404 where member.name == .azure:
                "There is no such deployment. Check \(url), azure_deployment_id and azure_api_version."
            case 404: "There is no such endpoint or model. Check \(url) and \(model)."
            case 429: "The key works; its limit is used up for now."
            case 400, 422: "The provider does not accept the request. Check \(model)."
            default: "The provider has a problem of its own. Try again later."
            }
        return CheckFinding(
            remedy == nil ? .works : .fails, "HTTP \(status)", remedy: remedy, key: key,
            milliseconds: Int(answer.duration.nanoseconds / 1_000_000))
    }

    private static func urlKey(_ member: ChainedProvider) -> String {
        member.isPrimary ? "external_llm_url" : "its url in fallback_providers"
    }

    static func context(verifies: Bool) -> NIOSSLContext? {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if !verifies { configuration.certificateVerification = .none }
        do { return try NIOSSLContext(configuration: configuration) } catch { return nil }
    }
}
