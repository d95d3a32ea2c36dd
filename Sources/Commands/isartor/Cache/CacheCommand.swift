// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor cache`: what the caches of the running gateway hold and do.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show, drop and carry over the answers that the running gateway keeps.",
        discussion: "Asks the gateway on this machine, or the one that --gateway-url names.",
        subcommands: [
            CacheStatsCommand.self, CacheListCommand.self, CacheShowCommand.self, CachePurgeCommand.self,
            CacheExportCommand.self, CacheImportCommand.self, CacheSemanticReportCommand.self,
            CacheFeedbackCommand.self, CacheMeasureJudgeCommand.self,
        ])
}
