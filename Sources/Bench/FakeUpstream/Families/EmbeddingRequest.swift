// SPDX-License-Identifier: Apache-2.0

/// A request for embeddings, in the format of OpenAI, Gemini or text-embeddings-inference.
struct EmbeddingRequest: Sendable {
    /// A text and the number of dimensions of its vector.
    struct Input: Sendable, Equatable {
        var text: String
        var dimensions: Int
    }

    /// The shapes in which vectors are given back.
    enum Shape: Sendable, Equatable {
        /// OpenAI's list, of numbers or of base64.
        case list(isBase64: Bool)
        /// Gemini's one vector.
        case single
        /// Gemini's vectors of a batch.
        case batch
        /// Nothing but vectors, as text-embeddings-inference gives them.
        case rows
    }

    var model: String
    var inputs: [Input]
    var shape: Shape

    private static let mostDimensions = 4096

    /// OpenAI's request in `body`; throws the refusal that OpenAI would answer with.
    static func openAI(_ body: JSONValue) throws(Refusal) -> EmbeddingRequest {
        guard let model = body["model"]?.stringValue, !model.isEmpty else {
            throw .invalid("you must provide a model parameter", parameter: "model")
        }
        guard let texts = TextInput.texts(of: body["input"]), !texts.isEmpty, !texts.contains("") else {
            throw .invalid("'$.input' is invalid. Please check the API reference.", parameter: "input")
        }
        let isBase64: Bool
        switch body["encoding_format"] {
        case nil, .null, "float": isBase64 = false
        case "base64": isBase64 = true
        default: throw .invalid("'encoding_format' must be 'float' or 'base64'.", parameter: "encoding_format")
        }
        guard let dimensions = dimensions(body["dimensions"], model: model) else {
            throw .invalid("Invalid value for 'dimensions'.", parameter: "dimensions")
        }
        let inputs = texts.map { Input(text: $0, dimensions: dimensions) }
        return EmbeddingRequest(model: model, inputs: inputs, shape: .list(isBase64: isBase64))
    }

    /// Gemini's request in `body` for the call that its path names; throws the refusal that Google would answer with.
    static func gemini(_ body: JSONValue, target: GeminiTarget) throws(Refusal) -> EmbeddingRequest {
        guard target.verb == .batchEmbedContents else {
            let input = try input(of: body, model: target.model)
            return EmbeddingRequest(model: target.model, inputs: [input], shape: .single)
        }
        guard let requests = body.field("requests")?.arrayValue, !requests.isEmpty else {
            throw .invalid("* BatchEmbedContentsRequest.requests: requests is not specified\n")
        }
        var inputs: [Input] = []
        for request in requests {
            let name = request["model"]?.stringValue ?? ""
            guard name == "models/" + target.model else {
                throw .invalid(
                    "* BatchEmbedContentsRequest.requests: model must be 'models/\(target.model)', got '\(name)'\n")
            }
            inputs.append(try input(of: request, model: target.model))
        }
        return EmbeddingRequest(model: target.model, inputs: inputs, shape: .batch)
    }

    /// The request of text-embeddings-inference in `body`, whose server has one model; throws what it would answer with.
    static func rows(_ body: JSONValue) throws(Refusal) -> EmbeddingRequest {
        guard let texts = TextInput.texts(of: body["inputs"]), !texts.isEmpty, !texts.contains("") else {
            throw Refusal(status: 422, message: "`inputs` cannot be empty", code: nil)
        }
        let model = "text-embeddings-inference"
        let inputs = texts.map { Input(text: $0, dimensions: EmbeddingVector.usualDimensions(of: model)) }
        return EmbeddingRequest(model: model, inputs: inputs, shape: .rows)
    }

    private static func input(of request: JSONValue, model: String) throws(Refusal) -> Input {
        let parts = request.field("content")?["parts"]?.arrayValue ?? []
        let texts = parts.compactMap { $0["text"]?.stringValue }
        guard !texts.isEmpty else { throw .invalid("* EmbedContentRequest.content: contents is not specified\n") }
        let options = request.field("embedContentConfig") ?? request
        guard let dimensions = dimensions(options.field("outputDimensionality"), model: model) else {
            throw .invalid("* EmbedContentRequest.output_dimensionality: must be positive\n")
        }
        return Input(text: texts.joined(separator: "\n"), dimensions: dimensions)
    }

    private static func dimensions(_ asked: JSONValue?, model: String) -> Int? {
        guard let asked, !asked.isNull else { return EmbeddingVector.usualDimensions(of: model) }
        return asked.intValue.flatMap { (1...mostDimensions).contains($0) ? $0 : nil }
    }

    /// The tokens of all texts.
    var tokens: Int { inputs.reduce(0) { $0 + TokenCount.tokens(bytes: $1.text.utf8.count) } }

    /// The directives of the last mark in the texts.
    func markedDirectives() throws(FakeUpstreamDirectiveError) -> FakeUpstreamDirectives {
        for input in inputs.reversed() {
            if let directives = try FakeUpstreamDirectives(markIn: input.text) { return directives }
        }
        return FakeUpstreamDirectives()
    }

    /// The answer.
    func document() -> JSONValue {
        let vectors = inputs.map { EmbeddingVector(of: $0.text, model: model, dimensions: $0.dimensions) }
        switch shape {
        case .list(let isBase64):
            let entries: [JSONValue] = vectors.enumerated().map { index, vector in
                [
                    "object": "embedding", "index": .int(index),
                    "embedding": isBase64 ? vector.base64 : vector.list,
                ]
            }
            return [
                "object": "list", "data": .array(entries), "model": .string(model),
                "usage": ["prompt_tokens": .int(tokens), "total_tokens": .int(tokens)],
            ]
        case .single: return ["embedding": ["values": vectors.first?.list ?? []]]
        case .rows: return .array(vectors.map(\.list))
        case .batch: return ["embeddings": .array(vectors.map { ["values": $0.list] })]
        }
    }
}
