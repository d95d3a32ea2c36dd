// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("docs/formats/matrix.md")
struct MatrixDocumentTests {
    @Test("it says what translations do; what must always work does")
    func document() throws {
        let document = try MatrixDocument()
        #expect(document.broken.isEmpty, "\(document.broken.joined(separator: "\n"))")
        let cells = document.text.split(separator: "\n").filter { $0.hasPrefix("|") }
            .flatMap { $0.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).dropFirst() }
        #expect(cells.count > 500 && !cells.dropFirst().contains { $0.allSatisfy { $0 == " " } })
        try GoldenFolder.checkDocument("docs/formats/matrix.md", document.text)
    }

    @Test("every fixture has a row, and every row has fixtures")
    func rows() {
        let requests = Set(Dialect.allCases.flatMap(RequestTrip.features))
        #expect(requests == Set(MatrixRow.requests.map(\.feature)))
        let answers = Set(
            Dialect.allCases.flatMap { dialect in
                AnswerTrip.Form.allCases.flatMap { AnswerTrip.features(dialect, $0) }
            })
        #expect(answers == Set(MatrixRow.answers.map(\.feature)))
        #expect(Set(Dialect.allCases.flatMap(ErrorMatrixTests.features)) == Set(MatrixRow.errors.map(\.feature)))
    }

    @Test("what must always work is asked in every format that can ask it", arguments: Dialect.allCases)
    func promises(_ dialect: Dialect) {
        let asked = [
            "text", "system", "system-parts", "tools", "tool-choice", "tool-required", "tool-none",
            "parallel-tools", "tool-result-error", "image-base64", "image-url", "thinking", "json-schema",
            "output-limit",
        ]
        #expect(Set(asked).isSubset(of: RequestTrip.features(dialect)))
        let answered = ["text", "tool-call", "parallel-tools", "thinking", "stop-length", "usage", "refusal"]
        for form in AnswerTrip.Form.allCases {
            #expect(Set(answered).isSubset(of: AnswerTrip.features(dialect, form)))
        }
        #expect(AnswerTrip.features(dialect, .stream).contains("error"))
    }
}
