// SPDX-License-Identifier: Apache-2.0

/// The most tokens that OpenAI lets its models write: it refuses requests for more, where other providers' clients
/// ask for as much as their own models can.
enum OpenAIOutputLimit {
    /// The limit of a model; nil if it is not known to be low.
    static func tokens(_ model: String) -> Int? {
        let limits = [
            ("gpt-4o", 16_384), ("chatgpt-4o", 16_384), ("gpt-4.1", 32_768), ("gpt-4-turbo", 4096),
            ("gpt-4-1106", 4096),
            ("gpt-4-0125", 4096), ("gpt-4.5", 16_384), ("gpt-4", 8192), ("gpt-3.5", 4096), ("o1", 100_000),
            ("o3", 100_000), ("o4", 100_000), ("gpt-5-chat", 16_384), ("gpt-5", 128_000),
        ]
        return limits.first { model.hasPrefix($0.0) }?.1
    }
}
