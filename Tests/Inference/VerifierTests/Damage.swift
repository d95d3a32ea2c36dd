// SPDX-License-Identifier: Apache-2.0

@testable import Verifier

/// Ways in which a table's file can be wrong.
enum Damage {
    /// The file with its checksum made right.
    static func sealed(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        var sealed = bytes
        let sum = bytes.withUnsafeBytes { TableReader.checksum($0, without: place) }
        withUnsafeBytes(of: sum.littleEndian) { sealed.replaceSubrange(place..<place + 8, with: $0) }
        return sealed
    }

    /// Why a file is refused; nil if it is taken.
    static func ofTrees(_ bytes: [UInt8], features: [String] = PairFeatures.names) -> TableDefect? {
        bytes.withUnsafeBytes { raw in
            do throws(TableDefect) { _ = try TreeModel(raw, featureNames: features) } catch { return error }
            return nil
        }
    }

    static func ofWords(_ bytes: [UInt8]) -> TableDefect? {
        bytes.withUnsafeBytes { raw in
            do throws(TableDefect) { _ = try WordTable(raw) } catch { return error }
            return nil
        }
    }

    static func isDamage(_ defect: TableDefect?) -> Bool {
        if case .damaged = defect { return true }
        return false
    }
}
