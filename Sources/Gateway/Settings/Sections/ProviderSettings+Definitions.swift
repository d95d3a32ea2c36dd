// SPDX-License-Identifier: Apache-2.0

extension ProviderSettings {
    static let name = Setting<ProviderName>(
        "llm_provider", default: .openAI, section: .provider,
        """
        Who answers what no layer could. All but `openai`, `anthropic` and `synthetic` need `external_llm_url`, \
        which `isartor set-key` fills in.
        """)

    static let url = Setting(
        "external_llm_url", .url, default: "", section: .provider,
        "The provider's address: a base as `https://host/v1` or a full endpoint. Blank: the provider's own.")

    static let model = Setting(
        "external_llm_model", .text, default: "gpt-4o-mini", section: .provider,
        "The model for requests that name none.")

    static let apiKey = Setting(
        "external_llm_api_key", .secret, default: Secret(""), section: .provider,
        """
        The provider's key; `ISARTOR__EXTERNAL_LLM_API_KEY_FILE` names a file with it instead. \
        Blank: the client's own key is passed on to the same family's provider, and without that only caches answer.
        """)

    static let connectTimeoutMilliseconds = Setting(
        "l3_connect_timeout_ms", .integer(1...600_000, unit: "milliseconds"), default: 5_000, section: .provider,
        "How long connecting to the provider may take.")

    static let firstByteTimeoutSeconds = Setting(
        "l3_timeout_secs", .integer(1...86_400, unit: "seconds"), default: 120, section: .provider,
        "How long the provider may take until the first byte of its answer.")

    static let idleTimeoutSeconds = Setting(
        "l3_idle_timeout_secs", .integer(1...86_400, unit: "seconds"), default: 120, section: .provider,
        "How long an answer that has begun may pause.")

    static let totalTimeoutSeconds = Setting(
        "l3_total_timeout_secs", .integer(1...604_800, unit: "seconds"), default: 3_600, section: .provider,
        "How long a whole answer may take, streams included.")

    static let maxConnectionsPerLoop = Setting(
        "upstream_max_connections", .integer(1...1_000_000, unit: "connections"), default: 4096, section: .provider,
        "How many connections to the provider each event loop (one a core) may hold; more requests wait.")

    static let verifiesTLS = Setting(
        "tls_verify", .boolean, default: true, section: .provider,
        "Checks the provider's certificate. Switch it off only for a server of your own with a self-made one.")

    static let isOffline = Setting(
        "offline_mode", .boolean, default: false, section: .provider,
        "Nothing leaves this machine: what no layer can answer is refused with 503.")

    static let modelAliases = Setting<[String: String]>(
        "model_aliases", .textTable, default: [:], section: .provider,
        example: ["[model_aliases]", "fast = \"gpt-4o-mini\""],
        "Names that clients may use for models, and the model that is asked for instead.")

    static let definitions = [
        name.definition, url.definition, model.definition, apiKey.definition, connectTimeoutMilliseconds.definition,
        firstByteTimeoutSeconds.definition, idleTimeoutSeconds.definition, totalTimeoutSeconds.definition,
        maxConnectionsPerLoop.definition, verifiesTLS.definition, isOffline.definition, modelAliases.definition,
    ]
}
