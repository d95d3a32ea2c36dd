// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SpellingSuggestionTests {
    @Test(
        "an inserted, missing, wrong or swapped letter is one error",
        arguments: [
            ("color", "colour", 1), ("colour", "color", 1), ("cilor", "color", 1), ("oclor", "color", 1),
            ("", "abc", 3), ("same", "same", 0), ("kitten", "sitting", 3),
        ])
    func counting(left: String, right: String, errors: Int) {
        #expect(SpellingSuggestion.typingErrors(Array(left.utf8), Array(right.utf8)) == errors)
    }

    @Test("the nearest candidate is suggested, a far one never")
    func nearest() {
        let candidates = ["cache_mode", "cache_ttl_secs", "log_level"]
        #expect(SpellingSuggestion.nearest(to: "cache_ttl_sec", among: candidates) == "cache_ttl_secs")
        #expect(SpellingSuggestion.nearest(to: "Log-Level", among: candidates) == "log_level")
        #expect(SpellingSuggestion.nearest(to: "temperature", among: candidates) == nil)
        #expect(SpellingSuggestion.nearest(to: "x", among: ["abc"]) == nil)
    }
}
