// SPDX-License-Identifier: Apache-2.0

/// Which server makes the vectors of the semantic cache, where one is to.
public struct EmbeddingSettings: Sendable, Equatable {
    /// A word of ``format``: what the server speaks.
    public enum Format: String, Sendable, CaseIterable, SettingRepresentable {
        case openai, tei
    }

    /// Where it is; nil for none.
    public var url: String?
    /// The key that it wants; sent to that host alone.
    public var apiKey: Secret?
    public var format: Format
    public var model: String
    /// Values in one of its vectors.
    public var dimension: Int
    /// How long a vector may take.
    public var timeout: Duration

    init(_ values: SettingValues) {
        let url = values[Self.url]
        self.url = url.isEmpty ? nil : url
        let key = values[Self.apiKey]
        apiKey = key.value.isEmpty ? nil : key
        format = values[Self.format]
        model = values[Self.model]
        dimension = values[Self.dimension]
        timeout = .seconds(values[Self.timeoutSeconds])
    }
}

extension EmbeddingSettings {
    static let url = Setting<String>(
        "embedding_sidecar.sidecar_url", .url, default: "", section: .semantic,
        """
        A server that makes the semantic cache's vectors instead of the built-in encoder, as `http://127.0.0.1:8082`. \
        Questions are sent to it. Blank: none is asked.
        """)

    static let apiKey = Setting(
        "embedding_sidecar.api_key", .secret, default: Secret(""), section: .semantic,
        "The key of that server, sent as `Authorization: Bearer` and to its host only.")

    static let format = Setting<Format>(
        "embedding_sidecar.format", default: .openai, section: .semantic,
        "What that server speaks: `openai` is `POST /v1/embeddings`, `tei` is text-embeddings-inference's `POST /embed`."
    )

    static let model = Setting<String>(
        "embedding_sidecar.model_name", .text, default: "all-minilm", section: .semantic,
        "The model of that server. Vectors of two models are never compared.")

    static let dimension = Setting(
        "embedding_sidecar.dimension", .integer(1...4096, unit: "values"), default: 384, section: .semantic,
        "How many values a vector of that model has; one of another length is not used.")

    static let timeoutSeconds = Setting(
        "embedding_sidecar.timeout_seconds", .integer(1...3600, unit: "seconds"), default: 10, section: .semantic,
        "How long a vector may take. The request waits for it no longer than `semantic_wait_ms`.")

    static let definitions = [
        url.definition, apiKey.definition, format.definition, model.definition, dimension.definition,
        timeoutSeconds.definition,
    ]
}
