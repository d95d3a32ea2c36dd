// SPDX-License-Identifier: Apache-2.0

/// Reads a request of OpenAI's legacy completions.
enum OpenAICompletionsReader {
    /// What a completion is cut at when nobody says otherwise.
    private static let usualTokens = 16

    /// The request in `body`; throws the refusal that OpenAI would answer with.
    static func read(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        guard body.objectMembers != nil else { throw .invalid("The body must be a JSON object.") }
        guard let model = body["model"]?.stringValue, !model.isEmpty else {
            throw .invalid("you must provide a model parameter", parameter: "model")
        }
        guard let prompts = TextInput.texts(of: body["prompt"] ?? "<|endoftext|>"), !prompts.isEmpty else {
            throw .invalid("Invalid type for 'prompt'.", parameter: "prompt", code: "invalid_type")
        }
        var request = GenerationRequest(format: .completions, model: model)
        request.streams = body["stream"]?.boolValue ?? false
        request.includesUsage = body["stream_options"]?["include_usage"]?.boolValue ?? false
        request.stopSequences = body["stop"]?.textOrTexts ?? []
        request.alternatives = body["logprobs"]?.intValue
        let perPrompt = try whole(body["n"], named: "n", in: 1...128) ?? 1
        request.choices = perPrompt * prompts.count
        request.maxTokens = try whole(body["max_tokens"], named: "max_tokens", in: 1...Int.max) ?? usualTokens
        if body["echo"]?.boolValue == true { request.echo = prompts[0] }
        for prompt in prompts {
            request.tape.write(prompt)
            request.tape.endBlock()
        }
        request.lastUserTexts = prompts
        // The format knows neither calls nor thinking.
        request.forbidsTools = true
        return request
    }

    private static func whole(
        _ value: JSONValue?, named name: String, in range: ClosedRange<Int>
    ) throws(Refusal) -> Int? {
        guard let value, !value.isNull else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw .invalid("'\(name)' must be a whole number of at least \(range.lowerBound).", parameter: name)
        }
        return number
    }
}
