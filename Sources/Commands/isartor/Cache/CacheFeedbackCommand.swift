// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache feedback ID`: an answer from the semantic cache was wrong.
struct CacheFeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback",
        abstract: "Say that the answer to a request was wrong.",
        discussion: """
            Only for answers of the semantic cache (X-Isartor-Layer: l1b), the latest 1,024 of them. The kept answer is \
            dropped, the two questions are never taken for the same again, and the evidence learns that this was wrong.
            """)

    @Argument(help: "The request's id, as isr-1f2e3d4c-0-2a; X-Isartor-Request-Id of the answer has it.")
    var id: String

    @OptionGroup var gateway: GatewayOptions

    func validate() throws {
        guard RequestID.isOne(id) else { throw ValidationError("`\(id)` is no request id.") }
    }

    func run() async throws {
        let answer = try await gateway.ask(
            "POST", "/api/admin/cache/feedback", body: Array(#"{"request_id":"\#(id)"}"#.utf8), accepting: [404])
        guard answer.status == 200 else {
            throw CommandFailure(
                "request \(id) was not answered by meaning, or is not among the latest 1,024",
                remedy: "look at it with `isartor explain \(id)`; an exact repeat is dropped with `isartor cache purge`"
            )
        }
        Terminal.output.line("Dropped the answer of \(id). The two questions will not be taken for the same again.")
    }
}
