// SPDX-License-Identifier: Apache-2.0

/// Why an embedded table, the trees or the words, could not be taken.
public enum TableDefect: Error, Equatable, CustomStringConvertible {
    /// A checksum, length or index in it is not what it must be.
    case damaged(String)
    /// It is written in another version of the format than this program reads.
    case otherFormat(String)
    /// The trees were trained on other features than this program computes.
    case otherFeatures

    public var description: String {
        switch self {
        case .damaged(let part):
            "An embedded table is damaged (\(part)); build the program anew from a clean tree."
        case .otherFormat(let name):
            "The embedded table \(name) has another format than this program reads; build the program anew from a clean tree."
        case .otherFeatures:
            "The embedded model was trained on other features than this program computes; run the training again."
        }
    }
}
