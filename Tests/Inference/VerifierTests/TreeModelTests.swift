// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

@Suite("Trees")
struct TreeModelTests {
    /// One tree over two features: x0 <= 0.5 → −1, else x1 <= 2 → 0.25, else 3.
    ///
    /// What `edit` changes is before the checksum is made, so that only the other checks can find it.
    static func file(features: [String] = ["x0", "x1"], edit: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        var bytes = Array("ISTREES1".utf8)
        func word(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        func long(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        func double(_ value: Double) { long(value.bitPattern) }
        for value in [UInt32(features.count), 1, 5, 2, 80, 88, 208, 240, 2, 0] { word(value) }
        long(TextDigest.key(features.joined(separator: "\n")))
        double(0.5)
        double(0.8)
        long(0)
        word(0)
        word(0)
        func node(_ value: Double, _ feature: UInt32, _ left: UInt32, _ right: UInt32) {
            double(value)
            for field in [feature, left, right, 0] { word(field) }
        }
        node(0.5, 0, 1, 2)
        node(-1, .max, 0, 0)
        node(2, 1, 3, 4)
        node(0.25, .max, 0, 0)
        node(3, .max, 0, 0)
        for value in [-1.0, 0.1, 3.0, 0.9] { double(value) }
        bytes += Array("{}".utf8)
        edit(&bytes)
        return Damage.sealed(bytes, at: 72)
    }

    static func model(_ bytes: [UInt8], features: [String] = ["x0", "x1"]) throws -> TreeModel {
        try bytes.withUnsafeBytes { raw throws(TableDefect) in try TreeModel(raw, featureNames: features) }
    }

    @Test("a row walks to its leaf, and the sum is calibrated between two points")
    func evaluation() throws {
        let model = try Self.model(Self.file())
        #expect(model.threshold == 0.8)
        #expect(model.provenance == "{}")
        // −0.5 lies an eighth of the way from −1 to 3.
        #expect(abs(model.probability([0.5, 9]) - 0.2) < 1e-12)
        #expect(abs(model.probability([0.6, 2]) - (0.1 + 0.8 * 1.75 / 4)) < 1e-12)
        #expect(model.probability([0.6, 2.1]) == 0.9)
        #expect(model.probability([1]) == 0)
    }

    @Test("a model of other features is refused")
    func otherFeatures() {
        #expect(throws: TableDefect.otherFeatures) { _ = try Self.model(Self.file(), features: ["x0", "x2"]) }
        #expect(throws: TableDefect.otherFeatures) { try Self.model(Self.file(), features: ["x0"]) }
    }

    @Test("a file with a wrong value but the right checksum is refused or read, never trusted", arguments: 0..<242)
    func wrongValues(_ place: Int) {
        for value in [UInt8(0), 0x7F, 0xFF] {
            if let model = try? Self.model(Self.file { $0[place] = value }) {
                #expect(model.probability([0.3, 1]).isFinite)
            }
        }
    }

    @Test("nodes that lead to the same ones again and again are refused, before they are laid out")
    func sharedNodes() {
        #expect(throws: TableDefect.damaged("links of a node")) {
            // 0 leads to 1 twice, 1 to 2 twice: eight ways to the last ones.
            try Self.model(
                Self.file { bytes in
                    bytes[88 + 16] = 1
                    for (place, value) in zip([8, 12, 16], [UInt8(0), 2, 2]) {
                        for byte in 0..<4 { bytes[112 + place + byte] = byte == 0 ? value : 0 }
                    }
                })
        }
    }

    @Test("a leaf that is no number is refused")
    func noNumber() {
        #expect(throws: TableDefect.damaged("nodes")) {
            try Self.model(Self.file { for byte in 112..<120 { $0[byte] = 0xFF } })
        }
    }

    @Test("a node that points backwards is refused, so that every walk ends")
    func loops() {
        #expect(throws: TableDefect.self) {
            try Self.model(Self.file { $0[88 + 12] = 0 })
        }
    }
}
