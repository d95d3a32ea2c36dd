// SPDX-License-Identifier: Apache-2.0

/// The settings of layers and features that are not built yet: known and checked, so that a file for a later version
/// loads here, but without effect.
enum LaterSettings {
    static let definitions = surfaces + semanticCache + routing + localModels + optimiser + records

    private static let surfaces = [
        later("proxy_port", .address, "0.0.0.0:8081", "The address of the CONNECT proxy."),
        later(
            "inference_engine", .choice(["sidecar", "embedded"]), "sidecar",
            "Whether the local model runs as a server of its own or is started by the gateway."),
    ]

    private static let semanticCache = [
        later("cache_backend", .choice(["memory", "redis"]), "memory", "Where cached answers are kept."),
        later("redis_url", .text, "redis://127.0.0.1:6379", "The Redis that replicas share."),
        later("embedding_model", .text, "all-minilm", "The encoder of the semantic cache."),
    ]

    private static let routing = [
        later("router_backend", .choice(["embedded", "vllm"]), "embedded", "What classifies requests."),
        later("vllm_url", .url, "http://127.0.0.1:8000", "The vLLM server that classifies."),
        later("vllm_model", .text, "gemma-2-2b-it", "The model of that server."),
        later("classifier_routing.enabled", .boolean, .boolean(false), "Routes by the kind of request."),
        later("classifier_routing.artifacts_path", .text, "", "The classifier's weights."),
        later(
            "classifier_routing.confidence_threshold", .number(0...1), .number(0.55),
            "The least confidence at which a classification counts."),
        later(
            "classifier_routing.fallback_to_existing_routing", .boolean, .boolean(true),
            "Whether requests that no rule matches go to the provider as usual."),
        later(
            "classifier_routing.rules",
            .tables([
                SettingField("name", .text), SettingField("task_type", .text), SettingField("complexity", .text),
                SettingField("persona", .text), SettingField("domain", .text), SettingField("provider", .text),
                SettingField("model", .text), SettingField("min_confidence", .number(0...1)),
            ]),
            .list([]), "Rules from kinds of request to providers and models."),
        later(
            "classifier_routing.matrix", .textMatrix, .table([:]),
            "Providers and models by complexity and task."),
    ]

    private static let localModels = [
        later("enable_slm_router", .boolean, .boolean(false), "Answers easy requests with a local model."),
        later("local_slm_url", .url, "http://localhost:11434/api/generate", "The local model that classifies."),
        later("local_slm_model", .text, "llama3", "Its name."),
        later("layer2.sidecar_url", .url, "http://127.0.0.1:8081", "The local model that answers."),
        later("layer2.model_name", .text, "phi-3-mini", "Its name."),
        later("layer2.timeout_seconds", .integer(1...3600, unit: "seconds"), .integer(30), "How long it may take."),
        later("layer2.classifier_mode", .choice(["tiered", "binary"]), "tiered", "How finely it classifies."),
        later(
            "layer2.max_answer_tokens", .integer(1...1_000_000, unit: "tokens"), .integer(2048),
            "How long its answers may be."),
    ]

    private static let cost = SettingType.number(0...1_000_000_000)

    private static let optimiser = [
        later("enable_context_optimizer", .boolean, .boolean(true), "Shortens requests without loss."),
        later("context_optimizer_dedup", .boolean, .boolean(true), "Leaves out repeated blocks."),
        later("context_optimizer_minify", .boolean, .boolean(true), "Shortens instruction text."),
    ]

    private static let records = [
        later("enable_monitoring", .boolean, .boolean(false), "Sends traces and metrics by OpenTelemetry."),
        later("otel_exporter_endpoint", .url, "http://localhost:4317", "The collector for them."),
        later("enable_request_logs", .boolean, .boolean(false), "Writes bodies of requests to a log."),
        later("request_log_path", .text, "~/.isartor/request_logs", "The folder of that log."),
    ]

    private static func later(
        _ key: String, _ type: SettingType, _ defaultValue: SettingValue, _ description: String
    ) -> SettingDefinition {
        SettingDefinition(
            key, type, default: defaultValue, section: .later, availability: .later, description)
    }

    private static func later(
        _ key: String, _ type: SettingType, _ defaultValue: String, _ description: String
    ) -> SettingDefinition {
        later(key, type, .text(defaultValue), description)
    }
}
