// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct MaskedDocumentTests {
    @Test("credentials are masked wherever they stand, and nothing else changes")
    func masking() {
        let masked = MaskedDocument(
            """
            # gateway_api_key = "canary-0123456789"
            gateway_api_key = "canary-0123456789" # mine
            external_llm_api_key = ''
            external_llm_model = "canary-model"
            gateway_api_keys = [
                { name = "alice", key = "canary-alice-0123" },
                # { name = "bob", key = "canary-bob" },
            ]
            [[fallback_providers]]
            api_key = 'canary-fallback-1234'
            provider_keys = [{ key = "canary-x" }]
            """
        ).description
        #expect(
            masked == """
                # gateway_api_key = "cana…6789"
                gateway_api_key = "cana…6789" # mine
                external_llm_api_key = ''
                external_llm_model = "canary-model"
                gateway_api_keys = [
                    { name = "alice", key = "cana…0123" },
                    # { name = "bob", key = "********" },
                ]
                [[fallback_providers]]
                api_key = "cana…1234"
                provider_keys = [{ key = "********" }]
                """)
    }

    @Test("long strings and values without quotes are masked too")
    func oddForms() {
        let masked = MaskedDocument(
            "external_llm_api_key = \"\"\"\ncanary-0123456789\"\"\"\ngateway_api_key = canary-0123456789\n##  # key = 'canary-z'"
        )
        #expect(!masked.description.contains("canary"))
    }
}
