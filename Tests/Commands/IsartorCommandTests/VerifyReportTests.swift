// SPDX-License-Identifier: Apache-2.0

import Testing
import Verifier

@testable import isartor

@Suite("isartor verify")
struct VerifyReportTests {
    static func report(_ first: String, _ second: String) -> VerifyReport {
        let verifier = Verifier(model: nil)
        let verdict = verifier.compare(verifier.prepare(first), verifier.prepare(second))
        return VerifyReport(verdict: verdict, hasModel: false, isEncoded: false)
    }

    @Test("equal prompts are the same, and the report says why")
    func equal() throws {
        let document = try Self.report("How do I restart nginx?", "please, how can I restart nginx").document()
        #expect(document.contains("\"same\":true"))
        #expect(document.contains("\"equal\":true"))
        #expect(!document.contains("probability"))
    }

    @Test("a rule that speaks is named with its words")
    func veto() throws {
        let document = try Self.report("boil 2 eggs", "boil 3 eggs").document()
        #expect(document.contains("\"same\":false"))
        #expect(document.contains("{\"veto\":\"number\",\"words\":[\"2\",\"3\"]}"))
    }

    @Test("without an encoder, words that differ are never the same")
    func unencoded() throws {
        let report = Self.report("How do I sort a list?", "Which way is there to bring a list in order?")
        #expect(!report.isSame)
        #expect(try report.document().contains("without the encoder"))
    }

    @Test("every rule has a sentence", arguments: Veto.allCases)
    func sentences(_ veto: Veto) {
        #expect(VerifyReport.sentence(veto).count > 10)
    }
}
