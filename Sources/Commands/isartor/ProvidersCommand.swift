// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor providers`: how the providers of a running gateway are.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "Show how the providers of the running gateway are.",
        discussion: """
            Health, load, keys and breakers of each provider, in the order in which they are asked; * is the first. \
            Without a running gateway it shows the configuration, and says so.
            """)

    @OptionGroup var options: ConfigOptions

    @Option(
        help: ArgumentHelp("The gateway, instead of the one on this machine.", valueName: "url"))
    var gatewayUrl: String?

    @Option(help: ArgumentHelp("The gateway's key, instead of the configured one.", valueName: "key"))
    var gatewayApiKey: String?

    @Flag(help: "Print one JSON object: source (gateway or local_config) and status.")
    var json = false

    /// The page that is asked for.
    private static let page = "/debug/providers"

    func run() async throws {
        let configuration = Result { try Settings.load(options.request).settings }
        let url = gatewayUrl ?? (try? configuration.get())?.server.address.localURL() ?? "http://127.0.0.1:8080"
        let answer: GatewayQuestion.Answer
        do throws(GatewayQuestion.Failure) {
            answer = try await GatewayQuestion(url: url, key: key(configuration)).get(Self.page)
        } catch {
            switch error {
            case .url:
                throw CommandFailure("--gateway-url is no http or https URL", remedy: "write it as http://HOST:PORT")
            case .unreachable(let how):
                let settings = try configuration.get()
                Terminal.notes.line(
                    "No gateway answers at \(url) (\(how)): this is the configuration, and nothing is counted.")
                let status = ProvidersStatus(settings.provider)
                return json ? Terminal.output.line(try Self.document(status)) : show(status)
            }
        }
        switch answer.status {
        case 200 where json: Terminal.output.line(Self.document(raw: answer.body))
        case 200: show(try Self.status(answer.body))
        case 401, 403:
            throw CommandFailure(
                "the gateway at \(url) asks for its key",
                remedy: "give it with --gateway-api-key, or set gateway_api_key")
        default:
            throw CommandFailure(
                "what answers at \(url) has no page \(Self.page) (HTTP \(answer.status))",
                remedy: "check --gateway-url, and that the gateway is of this version")
        }
    }

    /// The key to present: the configured one goes to gateways on this machine and in private networks only.
    private func key(_ configuration: Result<Settings, any Error>) -> String? {
        if let gatewayApiKey { return gatewayApiKey }
        if let gatewayUrl, !ProviderURL.isPrivate(gatewayUrl) { return nil }
        return (try? configuration.get())?.authentication.allKeys.first?.key.value
    }

    /// Reads the page.
    static func status(_ body: [UInt8]) throws -> ProvidersStatus {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(ProvidersStatus.self, from: Data(body))
        } catch {
            throw CommandFailure(
                "the gateway's answer cannot be read",
                remedy: "check that the gateway is of this version, or use --json")
        }
    }

    /// The gateway's own bytes in one JSON object, so that nothing is lost.
    static func document(raw: [UInt8]) -> String {
        #"{"source":"gateway","status":\#(String(decoding: raw, as: UTF8.self))}"#
    }

    /// What the configuration says as one JSON object.
    static func document(_ status: ProvidersStatus) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(status), as: UTF8.self)
        return #"{"source":"local_config","status":\#(text)}"#
    }

    private func show(_ status: ProvidersStatus) {
        let output = Terminal.output
        let report = ProvidersReport(status: status)
        for line in report.table.lines(on: output) + report.details(on: output) { output.line(line) }
    }
}
