// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings
import WireFormats

extension SemanticPolicy {
    init(_ settings: Settings) {
        let semantic = settings.semantic
        var budget = ErrorBudget(maxError: semantic.maxError)
        budget.auditShare = semantic.auditShare
        self.init(
            mode: SemanticMode(semantic.mode),
            rules: semantic.rules.compactMap { SemanticRule($0, keys: settings.authentication.allKeys) },
            subjects: .init(maxTemperature: semantic.maxTemperature), budget: budget,
            floor: Float(semantic.similarityThreshold), wait: semantic.wait.milliseconds,
            lifetime: settings.cache.timeToLive.milliseconds,
            entries: settings.cache.maxEntries)
    }
}

extension SemanticMode {
    init(_ mode: SemanticSettings.Mode) {
        switch mode {
        case .auto: self = .auto
        case .off: self = .off
        case .shadow: self = .shadow
        case .serve: self = .serve
        }
    }
}

extension SemanticRule {
    /// Nil for a rule of a key that there is not: it would fit everybody.
    init?(_ rule: SemanticRuleSetting, keys: [NamedGatewayKey]) {
        var digest: Fingerprint?
        if let name = rule.key {
            guard let key = keys.first(where: { $0.name == name }) else { return nil }
            digest = Digest.of(key.key.value)
        }
        let surface: Surface? =
            switch rule.route {
            case .chat: .chatCompletions
            case .messages: .messages
            case .responses: .responses
            case .gemini: .gemini
            case .native: .native
            case nil: nil
            }
        self.init(surface: surface, model: rule.model, key: digest, mode: SemanticMode(rule.mode))
    }
}
