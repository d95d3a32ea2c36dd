// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// The option that names the configuration file.
struct ConfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file, instead of ./isartor.toml or ~/.isartor/isartor.toml.", valueName: "file"))
    var config: String?

    /// The sources of the configuration.
    var request: LoadRequest { LoadRequest.fromProcess(configPath: config) }
}
