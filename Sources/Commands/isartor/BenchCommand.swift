// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor bench`: tools for measuring gateways.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Tools for measuring gateways, this one and others.",
        subcommands: [BenchUpstreamCommand.self])
}
