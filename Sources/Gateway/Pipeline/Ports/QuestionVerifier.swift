// SPDX-License-Identifier: Apache-2.0

/// What decides how likely two questions want the same answer.
public protocol QuestionVerifier: Sendable {
    /// From which probability on the verifier itself calls two questions the same.
    var threshold: Double { get }

    /// Reads a question.
    func prepare(_ question: String) -> any PreparedQuestion

    /// Compares two questions that were prepared here.
    func compare(_ one: any PreparedQuestion, _ other: any PreparedQuestion) -> QuestionVerdict
}

/// A question as its verifier keeps it.
public protocol PreparedQuestion: Sendable {
    /// The text to encode.
    var canonical: String { get }
    /// The words by which the question points outside itself; nil for one that stands by itself.
    var outsideWords: String? { get }
    /// The memory that it takes, in bytes.
    var size: Int { get }

    /// Takes over what the encoder made of ``canonical``.
    mutating func attach(_ vectors: QuestionVectors)
}
