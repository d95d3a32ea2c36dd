// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsReferenceTests {
    @Test("every setting has a row with its key, default and description")
    func rows() {
        let lines = SettingsReference.markdown().split(separator: "\n")
        for definition in SettingsSchema.definitions {
            let rows = lines.filter { $0.hasPrefix("| `\(definition.key)` |") }
            #expect(rows.count == 1, "\(definition.key)")
            #expect(rows.first?.contains(definition.description) == true)
        }
    }

    @Test("every table row has as many cells as its head")
    func cells() {
        var width: Int?
        for line in SettingsReference.markdown().split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                width = nil
                continue
            }
            let bars = line.split(separator: "\\|").joined().filter { $0 == "|" }.count
            #expect(bars == width ?? bars, "\(line)")
            width = bars
        }
    }
}
