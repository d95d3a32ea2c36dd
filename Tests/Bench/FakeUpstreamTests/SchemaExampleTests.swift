// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Schema examples")
struct SchemaExampleTests {
    private func example(_ schema: String) throws -> String {
        SchemaExample.document(for: try JSONReader.read(Array(schema.utf8))).encodedText()
    }

    @Test(
        "a small document is made that the schema accepts",
        arguments: [
            (#"{"type":"string"}"#, #""example""#), (#"{"type":"string","maxLength":2}"#, #""ex""#),
            (#"{"type":"string","minLength":9}"#, #""examplexx""#),
            (#"{"type":"string","format":"date"}"#, #""2025-01-01""#),
            (#"{"type":"integer","minimum":5}"#, "5"), (#"{"type":"number","exclusiveMinimum":5}"#, "6"),
            (#"{"type":"integer","maximum":-2}"#, "-2"), (#"{"type":"boolean"}"#, "true"),
            (#"{"type":"null"}"#, "null"),
            (#"{"enum":["b","a"]}"#, #""b""#), (#"{"const":3}"#, "3"), (#"{"type":["null","integer"]}"#, "1"),
            (#"{"anyOf":[{"type":"null"},{"type":"boolean"}]}"#, "true"),
            (#"{"type":"array","items":{"type":"integer"},"minItems":2}"#, "[1,1]"),
            (#"{"properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["b"]}"#, #"{"b":1}"#),
            (
                ##"{"properties":{"p":{"$ref":"#/$defs/P"}},"required":["p"],"$defs":{"P":{"const":7}}}"##,
                #"{"p":7}"#
            ),
        ])
    func documents(schema: String, document: String) throws {
        #expect(try example(schema) == document)
    }

    @Test("a schema that refers to itself comes to an end")
    func recursion() throws {
        let schema = ##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}"##
        #expect(try example(schema).hasSuffix("null" + String(repeating: "}", count: 8)))
    }
}
