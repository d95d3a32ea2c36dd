// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FakeUpstream
import UnixSignals

/// `isartor bench upstream`: a provider that is none.
struct BenchUpstreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream",
        abstract: "Run a fake provider that answers, bills and misbehaves on demand.",
        discussion: """
            Speaks OpenAI chat completions and responses, Anthropic messages, Gemini, embeddings, legacy completions \
            and model lists. Faults are asked for in the prompt, as in [[fake fault=status-429 retry-after=2]], by the \
            header x-fake-upstream, or with --directives for all requests, which POST \
            /__fake/standing changes while it runs. GET /__fake/ledger shows what it billed, GET /__fake/requests what it \
            got.
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port = 9100

    @Option(help: "Event loops.")
    var threads = 1

    @Option(help: ArgumentHelp("What to do with every request.", valueName: "key=value …"))
    var directives: String?

    @Flag(help: "Answer 401 to requests without a credential.")
    var requiresKey = false

    @Flag(help: "Answer with prepared bytes as fast as possible, for load tests.")
    var bare = false

    func run() async throws {
        DescriptorLimit.raise()
        var configuration = FakeUpstreamConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.threads = threads
        configuration.requiresKey = requiresKey
        configuration.bare = bare
        if let directives {
            do {
                configuration.defaults = try FakeUpstreamDirectives(parsing: directives)
            } catch {
                throw ValidationError("--directives: \(error)")
            }
        }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let upstream = try await FakeUpstream.start(configuration)
        Terminal.output.line("fake upstream on http://\(host):\(upstream.port)")
        for await _ in signals { break }
        try await upstream.stop()
    }
}
