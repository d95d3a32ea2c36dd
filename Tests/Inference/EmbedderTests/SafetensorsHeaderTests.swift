// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Embedder

@Suite("The table of a safetensors file")
struct SafetensorsHeaderTests {
    private func header(_ table: String, size: Int = 1000) throws -> SafetensorsHeader {
        try SafetensorsHeader(table: Array(table.utf8), dataStart: 100, fileSize: size)
    }

    @Test("tells where each tensor lies")
    func tensors() throws {
        let table = """
            {"__metadata__": {"format":"pt"}, "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
             "ids":{"dtype":"I64","shape":[1],"data_offsets":[24,32]}}
            """
        let header = try header(table)
        #expect(try header.place(of: "a", shape: [2, 3]) == 100)
        #expect(throws: EncoderFailure.self) { try header.place(of: "a", shape: [3, 2]) }
        #expect(throws: EncoderFailure.self) { try header.place(of: "ids", shape: [1]) }
        #expect(throws: EncoderFailure.self) { try header.place(of: "b", shape: [1]) }
    }

    @Test(
        "that is broken or points outside the file is refused",
        arguments: [
            "", "[]", "{", "{\"a\"", "{\"a\":1}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,2000]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "{\"a\":{\"dtype\":\"F32", "{\"a\":{\"shape\":[1", "{\"\\",
        ])
    func broken(table: String) {
        #expect(throws: EncoderFailure.self) { try header(table) }
    }

    @Test("whose tensor has another length than its shape is refused")
    func length() throws {
        let header = try header("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}")
        #expect(throws: EncoderFailure.self) { try header.place(of: "a", shape: [2]) }
    }
}
