// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Under which number each kept answer stands in the file.
///
/// By a word of the identity, 16 bytes an answer; who reads an answer compares the whole identity. It is worked out at the
/// start, kept up by who writes, and worked out again when a write was undone.
struct AnswerNumbers {
    private var byWord: [UInt64: Int64] = [:]
    private var next: Int64 = 1
    private var isSure = false

    /// The number of an answer, if there is one.
    func number(of identity: Fingerprint) -> Int64? { byWord[identity.words.y] }

    /// A number for an answer that is about to be written, and the one that it replaces.
    mutating func add(_ identity: Fingerprint) -> (number: Int64, old: Int64?) {
        let number = next
        next += 1
        return (number, byWord.updateValue(number, forKey: identity.words.y))
    }

    /// Forgets an answer; tells its number.
    mutating func remove(_ identity: Fingerprint) -> Int64? { byWord.removeValue(forKey: identity.words.y) }

    /// What was written last may not be in the file.
    mutating func doubt() { isSure = false }

    /// Looks the numbers up where they are in doubt, and removes the older one of two answers to one question.
    mutating func makeSure(_ database: Database) throws {
        guard !isSure else { return }
        for number in try look(database) { try AnswerRecord.delete(number, in: database) }
        isSure = true
    }

    /// Looks the numbers up; tells those of answers that newer ones have replaced.
    mutating func look(_ database: Database) throws -> [Int64] {
        byWord = [:]
        next = 1
        var surplus: [Int64] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT id, identity FROM kept_shelf ORDER BY id DESC")
        while let row = try rows.next() {
            let (number, blob): (Int64, Data) = (row[0], row[1])
            next = max(next, number + 1)
            if let identity = Fingerprint(bytes: Array(blob)), byWord[identity.words.y] == nil {
                byWord[identity.words.y] = number
            } else {
                surplus.append(number)
            }
        }
        isSure = surplus.isEmpty
        return surplus
    }
}
