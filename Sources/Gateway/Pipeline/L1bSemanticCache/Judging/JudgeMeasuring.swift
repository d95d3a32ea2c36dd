// SPDX-License-Identifier: Apache-2.0

/// Has a model judge labelled pairs, to know how often it is wrong.
public struct JudgeMeasuring: Sendable {
    /// What came of it.
    public struct Outcome: Sendable, Hashable {
        public var counts: JudgeCounts
        /// The name under which the model answered.
        public var answeredModel: String
    }

    private let model: JudgeModel
    private let pairs: [LabelledPair]
    private let atOnce: Int
    private let pauses: [Duration]

    /// - Parameters:
    ///   - atOnce: how many pairs the model is asked about at a time.
    ///   - pauses: before each further attempt at a pair that the model did not answer; after the last one it is given up.
    public init(
        _ model: JudgeModel, _ pairs: [LabelledPair], atOnce: Int = 4,
        pauses: [Duration] = [.seconds(1), .seconds(4), .seconds(15), .seconds(40)]
    ) {
        self.model = model
        self.pairs = pairs
        self.atOnce = atOnce
        self.pauses = pauses
    }

    /// What was made of one pair: the model's name if it was asked and took it.
    private struct Judged: Sendable {
        var pair: LabelledPair
        var areSame: Bool
        var name: String?
        var wasRefused = false
    }

    private typealias Attempt = Result<Judged, ModelFailure>

    /// A model that takes not one of so many pairs takes none.
    private static let mostRefusals = 8

    /// Asks about all pairs.
    ///
    /// - Parameter progress: told after each pair how many are done.
    /// - Throws: why the model cannot be measured; half a measurement is none.
    public func run(_ progress: @escaping @Sendable (Int) -> Void = { _ in }) async throws(ModelFailure) -> Outcome {
        let attempts = await withTaskGroup(of: Attempt.self) { group in
            var (attempts, names, refusals): ([Attempt], Set<String>, Int) = ([], [], 0)
            var waiting = pairs.makeIterator()
            for _ in 0..<atOnce { if let pair = waiting.next() { group.addTask { await judge(pair) } } }
            while let attempt = await group.next() {
                attempts.append(attempt)
                guard case .success(let judged) = attempt else { break }
                if judged.wasRefused { refusals += 1 }
                if let name = judged.name { names.insert(name) }
                // Whatever the rest says, it is of no use then.
                if names.count > 1 || names.isEmpty && refusals >= Self.mostRefusals { break }
                progress(attempts.count)
                if let pair = waiting.next() { group.addTask { await judge(pair) } }
            }
            group.cancelAll()
            return attempts
        }
        var counts = JudgeCounts()
        var names: Set<String> = []
        for attempt in attempts {
            let judged = try attempt.get()
            counts.add(judged.pair, areSame: judged.areSame)
            if let name = judged.name { names.insert(name) }
        }
        guard names.count <= 1 else {
            throw ModelFailure(
                "it answers under several names (\(names.sorted().joined(separator: ", "))); ask for one of them")
        }
        guard let name = names.first, counts.pairs == pairs.count else {
            throw ModelFailure("the provider refuses the questions about the answers")
        }
        return Outcome(counts: counts, answeredModel: name)
    }

    private func judge(_ labelled: LabelledPair) async -> Attempt {
        if let settled = model.settled(labelled.pair) { return .success(Judged(pair: labelled, areSame: settled)) }
        var pauses = pauses[...]
        while !Task.isCancelled {
            do throws(ModelFailure) {
                guard let said = try await model.asked(labelled.pair) else {
                    return .success(Judged(pair: labelled, areSame: false, wasRefused: true))
                }
                return .success(Judged(pair: labelled, areSame: said.areSame, name: said.name))
            } catch {
                guard let pause = pauses.popFirst() else { return .failure(error) }
                do { try await Task.sleep(for: pause) } catch { break }
            }
        }
        return .failure(ModelFailure("it was stopped"))
    }
}
