// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Settings

/// Which running gateway a command asks, and with what key.
struct GatewayOptions: ParsableArguments {
    @OptionGroup var options: ConfigOptions

    @Option(
        help: ArgumentHelp("The gateway, instead of the one on this machine.", valueName: "url"))
    var gatewayUrl: String?

    @Option(help: ArgumentHelp("The gateway's key, instead of the configured one.", valueName: "key"))
    var gatewayApiKey: String?

    /// Gets a page; throws what to tell the user when there is none.
    ///
    /// - Parameter missing: what to say where the gateway knows the page and has nothing under it (404 of its own).
    func get(_ path: String, missing: CommandFailure? = nil) async throws -> [UInt8] {
        let configuration = Result { try Settings.load(options.request).settings }
        let url = gatewayUrl ?? (try? configuration.get())?.server.address.localURL() ?? "http://127.0.0.1:8080"
        let answer: GatewayQuestion.Answer
        do throws(GatewayQuestion.Failure) {
            answer = try await GatewayQuestion(url: url, key: key(configuration)).get(path, seconds: 10)
        } catch {
            switch error {
            case .url:
                throw CommandFailure("--gateway-url is no http or https URL", remedy: "write it as http://HOST:PORT")
            case .unreachable(let how):
                throw CommandFailure(
                    "no gateway answers at \(url) (\(how))",
                    remedy: "start it with `isartor up`, or check --gateway-url")
            }
        }
        switch answer.status {
        case 200: return answer.body
        case 401, 403:
            throw CommandFailure(
                "the gateway at \(url) asks for its key",
                remedy: "give it with --gateway-api-key, or set gateway_api_key")
        case 503:
            throw CommandFailure(
                "the gateway at \(url) keeps no ledger", remedy: "see `storage` at \(url)/health for the reason")
        case 404 where missing != nil && Self.isOwn(answer.body): throw missing ?? .noHome
        default:
            throw CommandFailure(
                "what answers at \(url) has no page \(path.prefix { $0 != "?" }) (HTTP \(answer.status))",
                remedy: "check --gateway-url, and that the gateway is of this version")
        }
    }

    /// Whether it is the gateway itself that knows no such thing, rather than no such page.
    private static func isOwn(_ body: [UInt8]) -> Bool {
        String(decoding: body, as: UTF8.self).contains("receipt_not_found")
    }

    /// The key to present: the configured one goes to gateways on this machine and in private networks only.
    func key(_ configuration: Result<Settings, any Error>) -> String? {
        if let gatewayApiKey { return gatewayApiKey }
        if let gatewayUrl, !ProviderURL.isPrivate(gatewayUrl) { return nil }
        return (try? configuration.get())?.authentication.allKeys.first?.key.value
    }
}
