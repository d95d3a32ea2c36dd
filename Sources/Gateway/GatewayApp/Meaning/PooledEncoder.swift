// SPDX-License-Identifier: Apache-2.0

import Embedder
import Pipeline

/// The encoder in this process, as the semantic cache asks it.
struct PooledEncoder: QuestionEncoder {
    let pool: EncoderPool
    /// The layers whose vectors of single word pieces the verifier wants.
    let layers: [Int]
    let watch: EncoderWatch

    var identity: String { "all-MiniLM-L6-v2 \(dimension)" }
    var dimension: Int { TextEncoding.dimension }

    func encode(
        size: Int, wait: Int64, text: @escaping @Sendable () -> String?,
        done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void
    ) {
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(wait))
        pool.encode(
            size: size, tokenLayers: layers, deadline: deadline, text: { text().map { Array($0.utf8) } }
        ) { [watch] result in
            switch result {
            case .failure(.notNeeded): done(.success(nil))
            case .success(let encoding):
                watch.encoded()
                done(
                    .success(
                        QuestionVectors(
                            whole: encoding.pooled, parts: encoding.chunks.count > 1 ? encoding.chunks : [],
                            more: encoding)))
            case .failure(let miss):
                watch.missed(miss.label, miss.notice)
                done(.failure(EncodingMiss(miss)))
            }
        }
    }
}

extension EncodingMiss {
    init(_ miss: EncoderMiss) {
        switch miss {
        case .queueFull: self = .busy
        case .deadlinePassed: self = .late
        case .textTooLong, .noText: self = .unreadable
        case .weights, .unsupported, .stopped, .notNeeded: self = .failed
        }
    }
}

extension EncoderMiss {
    /// A line for the log, with what to do; nil for what is no fault of the encoder's.
    var notice: String? {
        switch self {
        case .queueFull:
            "as many texts wait for the encoder as may; give the gateway more cores, or switch the semantic cache off "
                + "for some of the requests with semantic_rules"
        case .deadlinePassed:
            "the encoder did not come to it within semantic_wait_ms; give the gateway more cores, or raise "
                + "semantic_wait_ms"
        case .weights(let failure): "\(failure)"
        case .unsupported:
            "the processor has not the instructions that were chosen for the encoder; restart the gateway on the "
                + "machine that it is to run on"
        case .textTooLong, .noText, .stopped, .notNeeded: nil
        }
    }
}
