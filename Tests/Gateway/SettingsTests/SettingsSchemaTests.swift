// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsSchemaTests {
    @Test("every key comes once and is no table of another")
    func uniqueKeys() {
        let keys = SettingsSchema.definitions.map(\.key)
        #expect(Set(keys).count == keys.count)
        for key in keys {
            #expect(!SettingsSchema.isGroup(key), "\(key) is a setting and a group")
        }
    }

    @Test("every default is a value that its own setting takes", arguments: SettingsSchema.definitions)
    func defaults(definition: SettingDefinition) {
        var faults: [ValueFault] = []
        let checked = definition.type.checked(definition.defaultValue, at: definition.path, faults: &faults)
        #expect(faults.isEmpty)
        #expect(checked == definition.defaultValue)
    }

    @Test("every field of a section has its definition, and every definition its field")
    func completeness() {
        func fields(_ section: Any) -> Int { Mirror(reflecting: section).children.count }
        let settings = Settings()
        #expect(ServerSettings.definitions.count == fields(settings.server))
        #expect(AuthenticationSettings.definitions.count == fields(settings.authentication))
        #expect(CacheSettings.definitions.count == fields(settings.cache))
        #expect(ProviderSettings.definitions.count == fields(settings.provider))
        #expect(ResilienceSettings.definitions.count == fields(settings.resilience))
        #expect(LoggingSettings.definitions.count == fields(settings.logging))
    }

    @Test("the environment name is the key in capitals, with two underscores for a dot")
    func environmentNames() {
        #expect(CacheSettings.timeToLiveSeconds.definition.environmentName == "ISARTOR__CACHE_TTL_SECS")
        #expect(
            SettingsSchema.definition(of: "layer2.sidecar_url")?.environmentName == "ISARTOR__LAYER2__SIDECAR_URL")
    }

    @Test(
        "the keys that users of the original have in their files are known",
        arguments: [
            "host_port", "proxy_port", "gateway_api_key", "inference_engine", "cache_mode", "cache_backend",
            "redis_url",
            "router_backend", "vllm_url", "vllm_model", "embedding_model", "similarity_threshold", "cache_ttl_secs",
            "cache_max_capacity", "local_slm_url", "local_slm_model", "llm_provider", "external_llm_url",
            "external_llm_model", "external_llm_api_key", "provider_keys", "key_rotation_strategy", "key_cooldown_secs",
            "fallback_providers", "model_aliases", "l3_timeout_secs", "azure_deployment_id", "azure_api_version",
            "enable_slm_router", "enable_context_optimizer", "context_optimizer_dedup", "context_optimizer_minify",
            "enable_monitoring", "otel_exporter_endpoint", "enable_request_logs", "request_log_path", "usage_log_path",
            "usage_retention_days", "usage_window_hours", "usage_pricing", "quota",
            "provider_health_check_interval_secs", "offline_mode", "layer2.sidecar_url", "layer2.model_name",
            "layer2.timeout_seconds", "layer2.classifier_mode", "layer2.max_answer_tokens",
            "embedding_sidecar.sidecar_url", "embedding_sidecar.model_name", "embedding_sidecar.timeout_seconds",
            "classifier_routing.enabled", "classifier_routing.artifacts_path",
            "classifier_routing.confidence_threshold", "classifier_routing.fallback_to_existing_routing",
            "classifier_routing.rules", "classifier_routing.matrix",
        ])
    func originalKeys(key: String) {
        #expect(SettingsSchema.definition(of: key) != nil)
    }

    @Test("the names of credentials are known to the mask")
    func secretNames() {
        #expect(SettingsSchema.secretNames == ["gateway_api_key", "external_llm_api_key", "key", "api_key"])
    }
}
