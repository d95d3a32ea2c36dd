// SPDX-License-Identifier: Apache-2.0

/// Where models may come from, by the environment variables that the Hugging Face tools know.
///
/// `HF_ENDPOINT` is the address to download from; there is no default one. `HF_HOME` or `HF_HUB_CACHE` name the folder
/// of what those tools have downloaded already. With `HF_HUB_OFFLINE` nothing is downloaded.
public struct HubSettings: Sendable, Hashable {
    /// The address to download from, as it was given.
    public let endpoint: String?
    /// The folder of what other tools have downloaded.
    public let cache: String?
    public let isOffline: Bool

    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - home: the user's home folder.
    public init(environment: [String: String], home: String?) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        endpoint = value("HF_ENDPOINT")
        let isOn = ["1", "on", "yes", "true"]
        isOffline = value("HF_HUB_OFFLINE").map { isOn.contains($0.lowercased()) } ?? false
        let folder: String?
        if let hub = value("HF_HUB_CACHE") {
            folder = hub
        } else if let base = value("HF_HOME") {
            folder = base + "/hub"
        } else {
            folder = (value("XDG_CACHE_HOME") ?? home.map { $0 + "/.cache" }).map { $0 + "/huggingface/hub" }
        }
        if let folder, folder.hasPrefix("~/"), let home {
            cache = home + folder.dropFirst()
        } else {
            cache = folder
        }
    }
}
