// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import Testing

@testable import isartor

@Suite struct ConfigListingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func outcome(_ toml: String) throws -> Result<LoadedSettings, any Error> {
        try folder.write(toml, to: "isartor.toml")
        return Result { try Settings.load(LoadRequest(workingDirectory: folder.path)) }
    }

    @Test("the JSON names each value and its source, and no credential")
    func json() throws {
        let loaded = try outcome("cache_ttl_secs = 60\ngateway_api_key = \"canary-0123456789\"\nredis_url = \"r\"")
            .get()
        let text = try ConfigListing(loaded, file: "isartor.toml").json()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let settings = try #require(object["settings"] as? [[String: Any]])
        let timeToLive = settings.first { $0["key"] as? String == "cache_ttl_secs" }
        #expect(timeToLive?["value"] as? Int == 60)
        #expect(timeToLive?["source"] as? String == "isartor.toml:1")
        #expect(timeToLive?["in_this_version"] as? Bool == true)
        #expect(object["warnings"] as? [String] == ["redis_url: not in this version (isartor.toml:3)"])
        #expect(!text.contains("canary"))
        #expect(text.contains("cana…6789"))
    }

    @Test("the table has a row for each setting")
    func table() throws {
        let loaded = try outcome("log_level = \"debug\"").get()
        let lines = ConfigListing(loaded, file: nil).table.lines
        #expect(lines.count == loaded.listing.count + 1)
        #expect(lines.first?.hasPrefix("KEY ") == true)
        #expect(lines.contains { $0.hasPrefix("log_level ") && $0.hasSuffix("isartor.toml:1") })
    }

    @Test("the report lists problems, warnings and keys of later versions, and ends with a verdict")
    func report() throws {
        let plain = Terminal(-1, environment: [:])
        let bad = ConfigReport(
            file: "isartor.toml", outcome: try outcome("cache_mode = 1\nlog_lvl = 2\nredis_url = \"r\""))
        #expect(!bad.isValid)
        #expect(
            bad.lines(on: plain) == [
                "problem: isartor.toml:1: cache_mode: expected one of \"exact\", \"semantic\", \"both\", found 1",
                "problem: isartor.toml:2: log_lvl: unknown key; did you mean log_level?",
                "Not in this version, and without effect:", "  redis_url (isartor.toml:3)", "isartor.toml: 2 problems",
            ])
        let good = ConfigReport(file: "isartor.toml", outcome: try outcome("tls_verify = false"))
        #expect(good.isValid)
        #expect(
            good.lines(on: plain) == [
                "warning: tls_verify: the provider's certificate is not checked (isartor.toml:1)",
                "isartor.toml: valid",
            ])
    }
}
