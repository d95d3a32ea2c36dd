// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import isartor

@Suite("Commands for keys and kept answers")
struct KeyAndCacheCommandTests {
    @Test("what is wished for a key is sent in LiteLLM's words, and what is not is left out")
    func create() throws {
        let command = try KeysCreateCommand.parse([
            "alice", "--model", "gpt-4o*", "--model", "fast", "--budget", "2.5", "--per", "monthly", "--concurrent",
            "3",
        ])
        let body = try #require(try JSONSerialization.jsonObject(with: Data(try command.body)) as? [String: Any])
        #expect(body["key_alias"] as? String == "alice")
        #expect(body["models"] as? [String] == ["gpt-4o*", "fast"])
        #expect(body["max_budget"] as? Double == 2.5)
        #expect(body["budget_duration"] as? String == "monthly")
        #expect(body["max_parallel_requests"] as? Int == 3)
        #expect(body["duration"] == nil && body["tpm_limit"] == nil)
        #expect(throws: (any Error).self) { try KeysCreateCommand.parse(["a", "--per", "hourly"]) }
        #expect(throws: (any Error).self) { try KeysCreateCommand.parse(["a", "--budget", "-1"]) }
    }

    @Test("an import is cut behind line ends, and no byte of it is lost")
    func pieces() {
        let lines = (0..<200).map { String(repeating: "x", count: $0 % 37) }.joined(separator: "\n")
        for size in [1, 10, 100, 10_000] {
            let pieces = CacheImportCommand.pieces(of: Array(lines.utf8), size: size)
            #expect(pieces.flatMap { Array($0) } == Array(lines.utf8))
            for piece in pieces.dropLast() { #expect(piece.last == UInt8(ascii: "\n")) }
        }
        #expect(CacheImportCommand.pieces(of: [], size: 10).isEmpty)
    }

    @Test("a key's report shows money to the last digit that says something")
    func report() throws {
        let json = """
            {"token":"t","key_id":"key-1","key_name":"sk-...abcd","key_alias":"alice","created_at":"2026-01-01T00:00:00Z",
            "expires":null,"blocked":false,"models":[],"allowed_routes":["chat"],"max_budget":0.5,"token_budget":null,
            "budget_duration":"daily","budget_reset_at":"2026-01-02T00:00:00Z","spend":0.000025350,"tokens_used":43,
            "total_spend":1.0,"total_tokens":43,"rpm_limit":4,"tpm_limit":null,"max_parallel_requests":null,
            "last_active":null}
            """
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let status = try decoder.decode(KeyStatus.self, from: Data(json.utf8))
        #expect(status.lines.contains("Budget        $0.00002535 of $0.50 spent, daily"))
        #expect(status.lines.contains("Models        all") && status.lines.contains("Routes        chat"))
        let table = KeyListing(keys: [status]).table.lines
        #expect(table.count == 2 && table[1].contains("$0.00002535"))
    }

    @Test("names are safe in an address")
    func escaping() { #expect(KeysShowCommand.escaped("a b/ü?&") == "a%20b%2F%C3%BC%3F%26") }
}
