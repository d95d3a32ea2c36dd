// SPDX-License-Identifier: Apache-2.0

/// The environment variables that belong to this program.
enum EnvironmentNames {
    /// What the variables of settings begin with; `__` also separates the parts of a dotted key.
    static let prefix = "ISARTOR__"

    /// The folder for state, instead of `~/.isartor`.
    static let stateFolder = "ISARTOR_HOME"

    /// The variables that name a file with the provider's key; the first one set counts.
    static let providerKeyFiles = ["ISARTOR__EXTERNAL_LLM_API_KEY_FILE", "ISARTOR_EXTERNAL_LLM_API_KEY_FILE"]

    /// Second spellings of variables that scripts already use.
    static let aliases = [
        "ISARTOR_PROVIDER_KEYS": "provider_keys",
        "ISARTOR_FALLBACK_PROVIDERS": "fallback_providers",
    ]

    /// Variables with the prefix that are no settings: they steer the first run or the model store.
    static let ignored: Set<String> =
        Set(providerKeyFiles).union([
            "ISARTOR__FIRST_RUN_COMPLETE", "ISARTOR__HF_CACHE_DIR", "ISARTOR__EMBEDDED__MODEL_PATH",
        ])
}
