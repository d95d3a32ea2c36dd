// SPDX-License-Identifier: Apache-2.0

/// Something that reads bytes of strangers, and the rules that must hold whatever they are.
protocol FuzzTarget {
    /// The name on the command line, which is the seed folder's name too.
    static var name: String { get }
    /// How inputs are built, so that mutations can keep the outer shape and break the inner one.
    static var grammar: Grammar { get }
    /// Pieces that mean something to this reader.
    static var tokens: [String] { get }

    init()

    /// Reads `input` and checks all rules.
    ///
    /// Must depend on nothing but `input`.
    ///
    /// - Returns: a summary of what the reader made of it; an input with a summary not seen before joins the pool.
    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary
}
