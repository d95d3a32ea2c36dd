// SPDX-License-Identifier: Apache-2.0

/// Writes the models that the fake provider offers, in the shape of any family.
struct ModelList {
    let family: ProviderFamily
    let models: [String]
    /// The time since 1970, in seconds, that OpenAI's list shows.
    let created: Int

    /// The whole list, on one page.
    func document() -> JSONValue {
        let entries = JSONValue.array(models.map(entry))
        switch family {
        case .openAI:
            return ["object": "list", "data": entries]
        case .anthropic:
            return [
                "data": entries,
                "has_more": false,
                "first_id": .optional(models.first),
                "last_id": .optional(models.last),
            ]
        case .gemini:
            return ["models": entries]
        }
    }

    /// One model, or nil when it is not offered.
    func document(of model: String) -> JSONValue? {
        models.contains(model) ? entry(model) : nil
    }

    private func entry(_ model: String) -> JSONValue {
        switch family {
        case .openAI:
            return ["id": .string(model), "object": "model", "created": .int(created), "owned_by": "fake-upstream"]
        case .anthropic:
            return [
                "type": "model",
                "id": .string(model),
                "display_name": .string(model),
                "created_at": "2025-01-01T00:00:00Z",
            ]
        case .gemini:
            let methods: JSONValue =
                model.contains("embedding") ? ["embedContent", "countTokens"] : ["generateContent", "countTokens"]
            return [
                "name": .string("models/" + model),
                "version": "001",
                "displayName": .string(model),
                "description": "A model of the fake upstream.",
                "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 65536,
                "supportedGenerationMethods": methods,
            ]
        }
    }
}
