// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct LoadedSettingsTests {
    @Test("the listing has every live setting and those of later versions that are set, each with its source")
    func listing() throws {
        let loaded = try Workspace().load(
            "cache_ttl_secs = 60\nredis_url = \"redis://x\"", environment: ["ISARTOR__CACHE_MODE": "exact"])
        let byKey = Dictionary(uniqueKeysWithValues: loaded.listing.map { ($0.definition.key, $0) })
        #expect(byKey.count == SettingsSchema.live.count + 1)
        #expect(byKey["cache_ttl_secs"]?.text == "60")
        #expect(byKey["cache_ttl_secs"]?.source.description == "isartor.toml:1")
        #expect(byKey["cache_mode"]?.source.description == "ISARTOR__CACHE_MODE")
        #expect(byKey["max_connections"]?.source.description == "default")
        #expect(byKey["redis_url"]?.text == "\"redis://x\"")
    }

    @Test("secrets are masked in it, and the query of a URL is left out")
    func secrets() throws {
        let loaded = try Workspace().load(
            """
            gateway_api_key = "canary-0123456789"
            external_llm_url = "https://host/v1?key=canary"
            gateway_api_keys = [{ name = "alice", key = "canary-alice-0123" }]
            """)
        let text = loaded.listing.map { "\($0.definition.key) = \($0.text)" }
        #expect(text.contains("gateway_api_key = \"cana…6789\""))
        #expect(text.contains("external_llm_url = \"https://host/v1?…\""))
        #expect(text.contains("gateway_api_keys = [{ key = \"cana…0123\", name = \"alice\" }]"))
        #expect(text.contains("external_llm_api_key = \"\""))
    }
}
