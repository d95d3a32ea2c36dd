// SPDX-License-Identifier: Apache-2.0

import Conversation
import DataPlane
import NIOCore
import NIOPosix
import NIOSSL
import Pipeline
import Providers
public import Settings
import WireFormats

/// Asks the configured provider one small question, in its own dialect and with its own key, to see whether it works.
public struct ProviderCheck: Sendable {
    /// What the check found.
    public struct Finding: Sendable {
        public enum Verdict: Sendable {
            case works
            case skipped
            case fails
        }

        public let verdict: Verdict
        /// Scheme, host and path; never a key.
        public let endpoint: String
        /// What happened, in a few words.
        public let summary: String
        /// What to do about it.
        public let remedy: String?
        public let milliseconds: Int?
    }

    /// Runs the check; a request leaves the machine only if a provider is configured and offline mode is off.
    public static func run(_ settings: Settings) async -> Finding {
        let provider = settings.provider
        guard provider.name != .synthetic else {
            return Finding(
                verdict: .skipped, endpoint: "in this process", summary: "simulated answers, no provider is asked",
                remedy: nil, milliseconds: nil)
        }
        let assembly: Assembly
        let route: ProviderRouter.Route
        do {
            assembly = try Assembly(settings)
            route = try assembly.dataPlane.router.route(.native, presented: nil)
        } catch let error as GatewayError {
            return Finding(
                verdict: .skipped, endpoint: "-", summary: error.code.replacing("_", with: " "), remedy: error.message,
                milliseconds: nil)
        } catch {
            return Finding(verdict: .fails, endpoint: "-", summary: "\(error)", remedy: nil, milliseconds: nil)
        }
        guard case .site(let site, let credential) = route else {
            return Finding(verdict: .skipped, endpoint: "-", summary: "simulated", remedy: nil, milliseconds: nil)
        }
        let endpoint =
            site.preferred.format == .gemini
            ? site.preferred.gemini(model: provider.model, verb: "generateContent") : site.preferred
        return await ask(endpoint, credential, model: provider.model, tls: assembly.dataPlane.tls)
    }

    private static func ask(
        _ endpoint: Endpoint, _ credential: Credential?, model: String, tls: NIOSSLContext?
    ) async -> Finding {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var lines = ["content-type: application/json"]
        if endpoint.format == .anthropicMessages { lines.append("anthropic-version: 2023-06-01") }
        switch credential?.carrier {
        case .bearer: lines.append("authorization: Bearer \(credential?.key ?? "")")
        case .apiKey: lines.append("x-api-key: \(credential?.key ?? "")")
        case .googleKey: lines.append("x-goog-api-key: \(credential?.key ?? "")")
        case nil: break
        }
        let place =
            "\(endpoint.isEncrypted ? "https" : "http")://\(endpoint.authority)"
            + endpoint.target.prefix { $0 != "?" }
        let finding: Finding
        do throws(UpstreamFailure) {
            let answer = try await LocalClient(group: group).send(
                "POST", endpoint.target, host: endpoint.host, port: endpoint.port,
                tls: endpoint.isEncrypted ? tls : nil, authority: endpoint.authority, lines: lines,
                body: question(model, endpoint.format))
            finding = judge(answer, place, endpoint.provider)
        } catch {
            finding = Finding(
                verdict: .fails, endpoint: place, summary: error.word.replacing("_", with: " "),
                remedy: "Check external_llm_url and the network between here and there.", milliseconds: nil)
        }
        do { try await group.shutdownGracefully() } catch { return finding }
        return finding
    }

    /// One word in, one token out: the least that a provider can be asked.
    private static func question(_ model: String, _ format: WireFormat) -> [UInt8] {
        var conversation = Conversation(origin: format, model: model)
        conversation.add(.user, [.text("ping")])
        // OpenAI's responses take no less than 16.
        conversation.options.maxTokens = format == .openAIResponses ? 16 : 1
        let target = EncodingTarget(format: format, model: model, streams: false)
        do throws(GatewayError) {
            return try RequestTranslation.encode(conversation, for: target).body
        } catch {
            // One word can be said in every format.
            return []
        }
    }

    private static func judge(_ answer: OneShot.Answer, _ place: String, _ provider: String) -> Finding {
        let status = answer.head.status
        let remedy: String? =
            switch status {
            case 200..<300: nil
            case 300..<400: "The URL redirects, which is not followed. Set external_llm_url to where it leads."
            case 401, 403: "The provider refuses the key. Run `isartor set-key --provider \(provider)`."
            case 404: "There is no such endpoint or model. Check external_llm_url and external_llm_model."
            case 429: "The key works; its limit is used up for now."
            case 400, 422: "The provider does not accept the request. Check external_llm_model."
            default: "The provider has a problem of its own. Try again later."
            }
        return Finding(
            verdict: remedy == nil ? .works : .fails, endpoint: place, summary: "HTTP \(status)", remedy: remedy,
            milliseconds: Int(answer.duration.nanoseconds / 1_000_000))
    }
}
