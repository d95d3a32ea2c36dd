// SPDX-License-Identifier: Apache-2.0

import Settings

/// What a gateway tells the person who started it.
struct StartupCard {
    let settings: Settings
    let port: Int
    let file: String?
    /// The mode of the semantic cache; nil without one.
    let semantic: String?

    func print(to terminal: Terminal) {
        let base = settings.server.address.localURL(port: port)
        terminal.line()
        terminal.line(terminal.styled("isartor \(ProductVersion.current)", .bold) + " is up")
        terminal.line()
        row(terminal, "Gateway", base)
        row(terminal, "Config", file ?? "defaults and environment (write a file with `isartor init`)")
        row(terminal, "Key", settings.authentication.isRequired ? "required" : "not required (loopback only)")
        row(terminal, "Provider", provider)
        let fallbacks = settings.provider.fallbacks.map { "\($0.name) (\($0.model))" }
        if !fallbacks.isEmpty { row(terminal, "Fallbacks", fallbacks.joined(separator: ", ")) }
        row(terminal, "Cache", cache)
        terminal.line()
        row(terminal, "OpenAI", "export OPENAI_BASE_URL=\(base)/v1")
        row(terminal, "Anthropic", "export ANTHROPIC_BASE_URL=\(base)")
        row(terminal, "Try", "curl \(base)/api/chat -d '{\"prompt\":\"Hello\"}'")
        terminal.line()
    }

    private func row(_ terminal: Terminal, _ name: String, _ value: String) {
        let padded = name + String(repeating: " ", count: max(1, 11 - name.count))
        terminal.line("  " + terminal.styled(padded, .dim) + value)
    }

    private var provider: String {
        let provider = settings.provider
        if provider.name == .synthetic { return "synthetic: every answer is simulated" }
        let name =
            provider.url.map { "\(provider.name.rawValue) at \($0.prefix { $0 != "?" })" } ?? provider.name.rawValue
        if provider.isOffline { return "\(name), offline mode: only private hosts are asked" }
        let keys = provider.primary.keys.count
        if keys > 1 { return "\(name), \(keys) keys" }
        if keys == 1 || provider.primary.isPrivate { return name }
        if provider.url != nil { return "\(name), with the clients' keys or none" }
        return "none configured: clients' own keys are passed on (or run `isartor set-key`)"
    }

    private var cache: String {
        let cache = settings.cache
        guard cache.maxBytes > 0, cache.answersExactRepeats || semantic != nil else { return "off" }
        let kinds = (cache.answersExactRepeats ? ["exact"] : []) + (semantic.map { ["semantic (\($0))"] } ?? [])
        let size = "\(cache.maxBytes >> 20) MiB, \(cache.timeToLive.components.seconds) s"
        return kinds.joined(separator: " and ") + ", " + size
    }
}
