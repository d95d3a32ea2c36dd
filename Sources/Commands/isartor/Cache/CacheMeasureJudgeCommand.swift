// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache measure-judge`: how often the model that is to judge answers is wrong itself.
struct CacheMeasureJudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-judge",
        abstract: "Measure how often the model that judges answers (semantic_judge_model) is wrong.",
        discussion: """
            Has the running gateway ask the model about some hundred pairs of answers of which it is known whether they say \
            the same. That costs what the provider bills for as many short questions, and stands in `isartor stats --by-tool` \
            under `isartor`. The result is written down; restart the gateway to have the model judge. Ctrl-C leaves the \
            gateway measuring; --stop stops it.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Only show what is known.")
    var show = false

    @Flag(help: "Stop a measurement that is under way.")
    var stop = false

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    private static let path = "/api/admin/cache/judge"

    func validate() throws {
        if show, stop { throw ValidationError("--show and --stop do not go together.") }
    }

    func run() async throws {
        var answer = try await gateway.ask(show ? "GET" : stop ? "DELETE" : "POST", Self.path)
        var status = try GatewayOptions.decode(JudgeStatus.self, answer)
        if !show, !stop {
            Terminal.notes.line(
                "Asking \(ProvidersReport.clean(status.model, limit: 60)) of \(ProvidersReport.clean(status.provider)) "
                    + "about \(status.pairs) pairs of answers.")
            let bar = ProgressBar(unit: .count)
            defer { bar.clear() }
            while status.state == "measuring" {
                bar.show("pairs", count: status.done ?? 0, of: status.pairs)
                try await Task.sleep(for: .milliseconds(300))
                answer = try await gateway.ask("GET", Self.path)
                status = try GatewayOptions.decode(JudgeStatus.self, answer)
            }
        }
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        if !stop, let problem = status.problem, status.state != "outdated" || !show {
            throw CommandFailure(problem, remedy: "see `isartor providers` and `isartor check`, then measure again")
        }
        for line in status.findings(on: .output) { Terminal.output.line(line) }
        Terminal.output.line(Self.next(status))
    }

    /// What there is to do.
    static func next(_ status: JudgeStatus) -> String {
        switch (status.state, status.inUse && status.waitsForStart != true) {
        case ("measured", true): "It judges answers in the running gateway."
        case ("measured", false): "Restart the gateway to have it judge answers as measured."
        case ("outdated", _):
            "Another model answers under this name now, so it judges nothing any more: measure again, and restart."
        case ("measuring", _): "It is being measured: \(status.done ?? 0) of \(status.pairs) pairs."
        case ("failed", _): status.problem ?? "It was not measured."
        default: "It was not measured yet, so it judges nothing: run `isartor cache measure-judge`."
        }
    }
}
