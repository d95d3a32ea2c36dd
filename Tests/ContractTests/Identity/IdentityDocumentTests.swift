// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("docs/identity.md")
struct IdentityDocumentTests {
    /// The rows of the table under a heading, without its two head lines.
    private func rows(_ heading: String) throws -> [String] {
        let lines = try ShapeFolder.text("docs/identity.md").split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex(of: heading))
        return Array(lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2))
    }

    @Test("its table of bodies is the table that drives the tests")
    func bodies() throws { #expect(try rows("## The body") == IdentityTable.body.map(\.line)) }

    @Test("its table of headers is the table that drives the tests")
    func headers() throws { #expect(try rows("## Headers") == HeaderRow.all.map(\.line)) }

    @Test("its list of objects without order is the list that drives the tests")
    func order() throws {
        let names = IdentityTable.unordered.map { $0.isEmpty ? "| the request itself |" : "| `\($0)` |" }
        #expect(try rows("## Order") == names)
    }
}
