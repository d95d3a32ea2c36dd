// SPDX-License-Identifier: Apache-2.0

/// A provider that `llm_provider` can name: a key into the catalogue.
public struct ProviderName: Sendable {
    /// The provider's line of the catalogue.
    public let entry: ProviderDescription

    /// The name of a line of the catalogue.
    public init(_ entry: ProviderDescription) { self.entry = entry }

    /// OpenAI, or any server that speaks its format at `external_llm_url`.
    public static let openAI = ProviderName(ProviderCatalogue.openAI)
    /// Anthropic.
    public static let anthropic = ProviderName(ProviderCatalogue.anthropic)
    /// Google Gemini.
    public static let gemini = ProviderName(ProviderCatalogue.gemini)
    /// Azure OpenAI.
    public static let azure = ProviderName(ProviderCatalogue.azure)
    /// GitHub Copilot.
    public static let copilot = ProviderName(ProviderCatalogue.copilot)
    /// Amazon Bedrock.
    public static let bedrock = ProviderName(ProviderCatalogue.bedrock)
    /// Google Vertex AI.
    public static let vertex = ProviderName(ProviderCatalogue.vertex)
    /// Ollama.
    public static let ollama = ProviderName(ProviderCatalogue.ollama)
    /// A server of your own that speaks OpenAI's format.
    public static let openAICompatible = ProviderName(ProviderCatalogue.openAICompatible)
    /// A server of your own that speaks Anthropic's format.
    public static let anthropicCompatible = ProviderName(ProviderCatalogue.anthropicCompatible)
    /// The built-in provider that makes answers up, for tests and demonstrations.
    public static let synthetic = ProviderName(ProviderCatalogue.synthetic)

    /// Its own address; `nil` where only the user knows it.
    public var baseURL: String? { entry.baseURL }
    /// What is spoken there.
    public var family: ProviderFamily { entry.family }
    /// Whether `external_llm_url` must say where it is.
    public var needsURL: Bool { entry.needsURL }
    /// Whether it never answers without a key.
    public var needsKey: Bool { entry.needsKey }
    /// The model for requests that name none; `nil` where any choice would be a guess.
    public var defaultModel: String? { entry.defaultModel }

    /// The known name that `text` was probably meant to be; `nil` when none is near.
    public static func suggestion(for text: String) -> ProviderName? {
        SpellingSuggestion.nearest(to: text, among: ProviderCatalogue.all.map(\.name)).flatMap(Self.init(rawValue:))
    }
}

extension ProviderName: RawRepresentable, CaseIterable, SettingRepresentable {
    /// The provider called `rawValue`, in lower case.
    public init?(rawValue: String) {
        guard let entry = ProviderCatalogue.provider(called: rawValue) else { return nil }
        self.init(entry)
    }

    /// The lower-case name.
    public var rawValue: String { entry.name }

    /// Every provider of the catalogue.
    public static var allCases: [ProviderName] { ProviderCatalogue.all.map(Self.init) }
}

extension ProviderName: Hashable, CustomStringConvertible {
    /// Whether both name the same provider.
    public static func == (left: ProviderName, right: ProviderName) -> Bool { left.rawValue == right.rawValue }

    /// Feeds the name to a hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// The lower-case name.
    public var description: String { rawValue }
}
