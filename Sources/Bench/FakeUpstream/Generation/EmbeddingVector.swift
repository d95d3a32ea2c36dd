// SPDX-License-Identifier: Apache-2.0

/// A made-up embedding: a unit vector that depends on the text and the model alone.
struct EmbeddingVector: Sendable, Equatable {
    let values: [Float]

    /// The vector of `text`; a shorter one is the beginning of the longer one, brought back to length one.
    init(of text: String, model: String, dimensions: Int) {
        var state = Digest.of(model) ^ Digest.mix(Digest.of(text))
        let raw = (0..<dimensions).map { _ in
            state = Digest.mix(state)
            return Float(2 * Digest.unitInterval(state) - 1)
        }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        values = length > 0 ? raw.map { $0 / length } : raw
    }

    /// How many numbers a vector of that model has unless a request says otherwise.
    static func usualDimensions(of model: String) -> Int {
        if model.contains("gemini-embedding") || model.contains("-3-large") { return 3072 }
        return model.contains("text-embedding-00") ? 768 : 1536
    }

    /// The numbers as JSON.
    var list: JSONValue { .array(values.map { .number("\($0)") }) }

    /// The numbers as OpenAI's base64: little-endian floats of four bytes.
    var base64: JSONValue {
        let bytes = values.flatMap { value in
            let bits = value.bitPattern
            return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
        }
        return .string(Base64.encode(bytes))
    }
}
