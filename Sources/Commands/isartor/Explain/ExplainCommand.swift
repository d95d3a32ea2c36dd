// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor explain`: why a request was answered by meaning or not, or what would become of one.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a request was answered from the semantic cache, or why not.",
        discussion: """
            With an id, one of the latest 1,024 requests; X-Isartor-Request-Id of an answer has it. With --body, a request \
            that was not sent: which layer would answer it now, which kept questions are nearest, and what speaks against \
            them. Nothing is sent to a provider, counted or learned. Exits with 0 when it could tell.
            """)

    @Argument(help: "The request's id, as isr-1f2e3d4c-0-2a.")
    var id: String?

    @Option(
        help: ArgumentHelp("A file with the body of a request instead; `-` reads it from the input.", valueName: "file")
    )
    var body: String?

    @Option(help: ArgumentHelp("The address that the body would be sent to.", valueName: "path"))
    var route = "/v1/chat/completions"

    @Option(
        help: ArgumentHelp("The name of the gateway key or virtual key that it would come with.", valueName: "name"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A header line of its own, as `anthropic-version: 2023-06-01`; may be repeated.", valueName: "line"))
    var header: [String] = []

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func validate() throws {
        guard (id == nil) != (body == nil) else {
            throw ValidationError("give either a request's id or --body FILE")
        }
        if body == nil, key != nil || !header.isEmpty { throw ValidationError("--key and --header go with --body") }
        if let id, !RequestID.isOne(id) { throw ValidationError("`\(id)` is no request id.") }
        for line in header where !line.contains(":") {
            throw ValidationError("`\(line)` is no header line: NAME: VALUE")
        }
    }

    func run() async throws {
        let answer: GatewayQuestion.Answer
        if let id {
            answer = try await gateway.ask(
                "POST", "/api/admin/cache/explain", body: Array(#"{"request_id":"\#(id)"}"#.utf8), accepting: [404])
            guard answer.status == 200 else { return try await tellLayer(of: id, answer) }
        } else {
            answer = try await gateway.ask("POST", "/api/admin/cache/explain", body: try question())
        }
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let report = ExplanationReport(explanation: try GatewayOptions.decode(Explanation.self, answer))
        for line in report.lines(on: .output) { Terminal.output.line(line) }
    }

    private struct Refusal: Decodable {
        var message: String
        var code: String
    }

    /// The semantic cache knows nothing of the request: the ledger may know which layer answered it.
    private func tellLayer(of id: String, _ answer: GatewayQuestion.Answer) async throws {
        guard let refusal = try? GatewayOptions.decode(Refusal.self, answer), refusal.code == "not_known" else {
            throw CommandFailure(
                "what answers there cannot explain requests (HTTP 404)",
                remedy: "check --gateway-url, and that the gateway is of this version")
        }
        guard let page = try? await gateway.get("/debug/receipts/\(id)"),
            let receipt = try? GatewayPage.read(ReceiptStats.self, page)
        else {
            throw CommandFailure(
                "request \(id) cannot be explained",
                remedy: "\(refusal.message) X-Isartor-Request-Id and `isartor stats` have the ids of newer ones.")
        }
        if json { return Terminal.output.line(String(decoding: page, as: UTF8.self)) }
        Terminal.output.line(Terminal.output.styled("The layer \(receipt.layer) answered this.", .bold))
        let why =
            receipt.layer == "l1a"
            ? "It is an exact repeat, so the semantic cache was not asked."
            : refusal.message
        Terminal.output.line("\nWhy   \(why)\n\nSee `isartor receipt \(id)` for what it cost.")
    }

    /// The question to the gateway, with the request's body in it as it is.
    private func question() throws -> [UInt8] {
        let file = body ?? "-"
        guard let bytes = file == "-" ? StandardInput.all() : try? Array(Data(contentsOf: URL(fileURLWithPath: file)))
        else { throw CommandFailure("\(file) cannot be read", remedy: "name a file with the request's JSON, or `-`") }
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw CommandFailure("\(file) is empty", remedy: "give the JSON that the client sends as its body")
        }
        var headers: [String: String] = [:]
        for line in header {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[String(parts[0])] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let about = About(route: route, key: key, headers: headers.isEmpty ? nil : headers)
        guard let encoded = try? JSONEncoder().encode(about) else { throw CommandFailure.noHome }
        // The body goes in as it was written: what a client sends is not spelled anew.
        return Array(encoded.dropLast()) + Array(",\"body\":".utf8) + bytes + [UInt8(ascii: "}")]
    }

    private struct About: Encodable {
        var route: String
        var key: String?
        var headers: [String: String]?
    }
}
