// SPDX-License-Identifier: Apache-2.0

extension ProviderSettings {
    static let name = Setting<ProviderName>(
        "llm_provider", default: .openAI, section: .provider,
        """
        Who answers what no layer could. `azure`, `bedrock`, `vertex`, `openai-compatible` and `anthropic-compatible` \
        need `external_llm_url`; the others have an address of their own.
        """)

    static let url = Setting(
        "external_llm_url", .url, default: "", section: .provider,
        """
        The provider's address: a base as `https://host/v1` or a full endpoint. Blank: the provider's own. \
        An address at another vendor does not load: keys are bound to the hosts of their provider.
        """)

    static let model = Setting(
        "external_llm_model", .text, default: "gpt-4o-mini", section: .provider,
        "The model for requests that name none. Not set: the provider's usual one.")

    static let apiKey = Setting(
        "external_llm_api_key", .secret, default: Secret(""), section: .provider,
        """
        The provider's key; `ISARTOR__EXTERNAL_LLM_API_KEY_FILE` names a file with it instead. \
        Blank: the client's own key is passed on to the same family's provider, and without that only caches answer.
        """)

    static let moreKeys = Setting<[ProviderKeySettings]>(
        "provider_keys", .tables(ProviderKeySettings.fields), default: [], section: .provider,
        example: ["provider_keys = [", "    { key = \"…\", label = \"team\", priority = 2 },", "]"],
        "More keys of the provider, used after `external_llm_api_key`. A key that is refused or used up gives way.")

    static let keyRotation = Setting<KeyRotation>(
        "key_rotation_strategy", default: .roundRobin, section: .provider,
        "`round_robin` takes the keys in turn, `priority` the one with the lowest number that is not resting.")

    static let keyCooldownSeconds = Setting(
        "key_cooldown_secs", ChainedProvider.cooldownRange, default: 60, section: .provider,
        "How long a key rests after a rate limit for which the provider names no time.")

    static let modelMap = Setting<[String: String]>(
        "model_map", .textTable, default: [:], section: .provider,
        example: ["[model_map]", "\"claude-sonnet-4-6\" = \"gpt-4o\""],
        "The model that the provider is sent instead of the one that is asked for; others are sent as they are.")

    static let fallbacks = Setting<[ChainedProvider]>(
        "fallback_providers", .tables(ChainedProvider.fields), default: [], section: .provider,
        example: [
            "[[fallback_providers]]", "provider = \"groq\"", "model = \"llama-3.1-8b-instant\"",
            "api_key = \"…\"", "[fallback_providers.model_map]", "\"gpt-4o\" = \"llama-3.3-70b-versatile\"",
        ],
        """
        Who is tried, in this order, when the provider fails. `model` is sent unless `model_map` has one for the model \
        that is asked for; `api_key`, `provider_keys` and `url` are as for the provider itself.
        """)

    static let azureDeployment = Setting(
        "azure_deployment_id", .text, default: "", section: .provider, "The deployment that answers, for `azure`.")

    static let azureAPIVersion = Setting(
        "azure_api_version", .text, default: ChainedProvider.defaultAzureAPIVersion, section: .provider,
        "The version of Azure's interface.")

    static let copilotTokenURL = Setting(
        "copilot_token_url", .url, default: "https://api.github.com/copilot_internal/v2/token", section: .provider,
        "Where `copilot` exchanges a GitHub token for a session's.")

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
        """
        Nothing is sent beyond this machine and private networks: providers elsewhere are not asked, and what no layer \
        can answer is refused with 503.
        """)

    static let modelAliases = Setting<[String: String]>(
        "model_aliases", .textTable, default: [:], section: .provider,
        example: ["[model_aliases]", "fast = \"gpt-4o-mini\""],
        "Names that clients may use for models, and the model that is asked for instead.")

    static let definitions = [
        name.definition, url.definition, model.definition, apiKey.definition, moreKeys.definition,
        keyRotation.definition, keyCooldownSeconds.definition, modelMap.definition, fallbacks.definition,
        azureDeployment.definition, azureAPIVersion.definition, copilotTokenURL.definition,
        connectTimeoutMilliseconds.definition, firstByteTimeoutSeconds.definition, idleTimeoutSeconds.definition,
        totalTimeoutSeconds.definition,
        maxConnectionsPerLoop.definition, verifiesTLS.definition, isOffline.definition, modelAliases.definition,
    ]
}
