// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Locking
import Pipeline

/// Makes vectors that lie close together for questions of one topic, at once or as a test wants it.
final class TopicEncoder: QuestionEncoder {
    enum Mood: Sendable {
        case well
        case failing(EncodingMiss)
        /// Never calls back.
        case silent
    }

    let identity = "topics 32"
    let dimension = 32
    private let state = Locked((mood: Mood.well, calls: 0))

    init(_ mood: Mood = .well) { state.withLock { $0.mood = mood } }

    /// How many texts were to be encoded.
    var calls: Int { state.withLock { $0.calls } }
    func become(_ mood: Mood) { state.withLock { $0.mood = mood } }

    func encode(
        size: Int, wait: Int64, text: @escaping @Sendable () -> String?,
        done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void
    ) {
        let mood = state.withLock { state in
            state.calls += 1
            return state.mood
        }
        switch mood {
        // A thread of its own: Swift's pool is busy with other tests.
        case .well:
            DispatchQueue.global().async { [dimension] in
                done(.success(text().map { QuestionVectors(whole: Self.vector($0, dimension)) }))
            }
        case .failing(let miss): DispatchQueue.global().async { done(.failure(miss)) }
        case .silent: break
        }
    }

    /// A large part that the topic decides, a small one that the rest does.
    private static func vector(_ text: String, _ dimension: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: dimension)
        vector[place(TopicVerifier.topic(text), dimension)] += 1
        vector[place(text[...], dimension)] += 0.2
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private static func place(_ text: Substring, _ dimension: Int) -> Int {
        Int(text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 } >> 32)
            % dimension
    }
}
