// SPDX-License-Identifier: Apache-2.0

import Embedder
import Pipeline

/// The encoder in this process, as the semantic cache asks it.
struct PooledEncoder: QuestionEncoder {
    let pool: EncoderPool
    /// The layers whose vectors of single word pieces the verifier wants.
    let layers: [Int]

    var dimension: Int { TextEncoding.dimension }

    func encode(
        _ text: String, wait: Int64, done: @escaping @Sendable (Result<QuestionVectors, EncodingMiss>) -> Void
    ) {
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(wait))
        pool.encode(Array(text.utf8), tokenLayers: layers, deadline: deadline) { result in
            done(
                result.map { encoding in
                    QuestionVectors(
                        whole: encoding.pooled, parts: encoding.chunks.count > 1 ? encoding.chunks : [], more: encoding)
                }.mapError(EncodingMiss.init))
        }
    }
}

extension EncodingMiss {
    init(_ miss: EncoderMiss) {
        switch miss {
        case .queueFull: self = .busy
        case .deadlinePassed: self = .late
        case .textTooLong, .noText: self = .unreadable
        case .weights, .unsupported, .stopped: self = .failed
        }
    }
}
