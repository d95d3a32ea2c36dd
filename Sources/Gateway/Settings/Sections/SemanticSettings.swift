// SPDX-License-Identifier: Apache-2.0

/// Whether and how requests that mean the same are answered from the cache.
public struct SemanticSettings: Sendable, Equatable {
    /// A word of ``mode``.
    public enum Mode: String, Sendable, CaseIterable, SettingRepresentable {
        case auto, off, shadow, serve
    }

    /// What is done unless a rule says otherwise.
    public var mode: Mode
    /// The first rule that fits a request decides instead.
    public var rules: [SemanticRuleSetting]
    /// The largest share of served answers that may be wrong.
    public var maxError: Double
    /// The least cosine of a candidate.
    public var similarityThreshold: Double
    /// The share of served answers that the provider is asked for all the same.
    public var auditShare: Double
    /// Requests with a higher temperature are not compared.
    public var maxTemperature: Double
    /// How long a request waits for the verdict.
    public var wait: Duration
    /// The model that is asked whether two answers say the same where their words do not tell; none if empty.
    public var judgeModel: String
    /// The provider of the chain that has it; the first one if empty.
    public var judgeProvider: String
    /// How often it is asked at most.
    public var judgementsPerMinute: Int

    init(_ values: SettingValues) {
        mode = values[Self.mode]
        rules = values[Self.rules]
        maxError = values[Self.maxError]
        similarityThreshold = values[Self.similarityThreshold]
        auditShare = values[Self.auditShare]
        maxTemperature = values[Self.maxTemperature]
        wait = .milliseconds(values[Self.waitMilliseconds])
        judgeModel = values[Self.judgeModel]
        judgeProvider = values[Self.judgeProvider]
        judgementsPerMinute = values[Self.judgementsPerMinute]
    }
}

extension SemanticSettings {
    static let mode = Setting<Mode>(
        "semantic_mode", default: .auto, section: .semantic,
        """
        `auto` serves what its own evidence allows and only compares until then, `shadow` only compares, `serve` does not \
        wait for evidence but obeys it, `off` does nothing.
        """)

    static let maxError = Setting<Double>(
        "semantic_max_error", .number(0.0001...0.5), default: 0.01, section: .semantic,
        "The largest share of wrong answers among those that the semantic cache serves.")

    static let similarityThreshold = Setting<Double>(
        "similarity_threshold", .number(0...1), default: 0.5, section: .semantic,
        """
        The least cosine of a candidate. It ranks, the verifier decides: a high floor keeps questions with the same words \
        and another meaning and drops those with other words and the same meaning.
        """)

    static let auditShare = Setting<Double>(
        "semantic_audit_share", .number(0.001...1), default: 0.05, section: .semantic,
        "The share of served hits that the provider is asked for all the same, to judge them. Young evidence has more.")

    static let maxTemperature = Setting<Double>(
        "semantic_max_temperature", .number(0...10), default: 1, section: .semantic,
        """
        Requests with a higher temperature want variety and are not compared. 1 is what providers take where a request \
        says nothing.
        """)

    static let waitMilliseconds = Setting(
        "semantic_wait_ms", .integer(1...10_000, unit: "milliseconds"), default: 25, section: .semantic,
        "How long a request waits for the semantic cache before it goes to the provider.")

    static let judgeModel = Setting(
        "semantic_judge_model", .text, default: "", section: .semantic,
        """
        A model that is asked, behind requests, whether two answers say the same where their words do not tell. Without \
        one, answers that are worded anew each time hardly count as evidence. It is not asked before its errors were \
        measured with `isartor cache measure-judge`.
        """)

    static let judgeProvider = Setting(
        "semantic_judge_provider", .text, default: "", section: .semantic,
        "The provider of the chain that has `semantic_judge_model`; the first one unless set.")

    static let judgementsPerMinute = Setting(
        "semantic_judge_per_minute", .integer(1...6000, unit: "questions a minute"), default: 60, section: .semantic,
        "How often `semantic_judge_model` is asked in a minute at most; answers wait for their turn.")

    static let rules = Setting<[SemanticRuleSetting]>(
        "semantic_rules",
        .tables([
            SettingField("mode", .choice(Mode.allCases.map(\.rawValue)), isRequired: true),
            SettingField("route", .choice(SemanticRuleSetting.Route.allCases.map(\.rawValue))),
            SettingField("model", .text), SettingField("key", .text),
        ]),
        default: [], section: .semantic,
        example: ["semantic_rules = [", "    { model = \"gpt-4o\", mode = \"shadow\" },", "]"],
        """
        Modes for some requests: by route, by the provider's name of the model, by the name of a gateway key or virtual key. \
        The first rule that fits decides instead of `semantic_mode`.
        """)

    static let definitions = [
        mode.definition, maxError.definition, similarityThreshold.definition, auditShare.definition,
        maxTemperature.definition, waitMilliseconds.definition, judgeModel.definition,
        judgeProvider.definition, judgementsPerMinute.definition, rules.definition,
    ]
}
