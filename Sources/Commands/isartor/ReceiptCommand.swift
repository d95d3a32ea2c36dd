// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor receipt ID`: what one request cost, and what it would have cost.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Show what one request cost, and what it would have cost without the gateway.",
        discussion: """
            The id is in the answer's X-Isartor-Request-Id, and in `isartor stats`. What a spared request would have cost \
            is priced from the token counts that the provider told for the kept answer.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Argument(help: "The request's id, as isr-1f2e3d4c-0-2a.")
    var id: String

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func validate() throws {
        guard RequestID.isOne(id) else {
            throw ValidationError("`\(id)` is no request id.")
        }
    }

    func run() async throws {
        let body = try await gateway.get(
            "/debug/receipts/\(id)",
            missing: CommandFailure(
                "the ledger has no request \(id)",
                remedy: "check the id; requests are kept for usage_retention_days, 30 unless set"))
        if json { return Terminal.output.line(String(decoding: body, as: UTF8.self)) }
        let report = ReceiptReport(receipt: try GatewayPage.read(ReceiptStats.self, body))
        for line in report.lines(on: .output) { Terminal.output.line(line) }
    }
}
