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
            rules: semantic.rules.map { SemanticRule($0, keys: settings.authentication.allKeys) },
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
    /// A name stands for the configured gateway key of that name, and for the virtual key that has it whenever there is one.
    init(_ rule: SemanticRuleSetting, keys: [NamedGatewayKey]) {
        let key = rule.key.flatMap { name in keys.first { $0.name == name } }
        let surface: Surface? =
            switch rule.route {
            case .chat: .chatCompletions
            case .messages: .messages
            case .responses: .responses
            case .gemini: .gemini
            case .native: .native
            case nil: nil
            }
        self.init(
            surface: surface, model: rule.model, key: key.map { Digest.of($0.key.value) }, keyName: rule.key,
            mode: SemanticMode(rule.mode))
    }
}
