// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import isartor

@Suite struct ProvidersReportTests {
    private let plain = Terminal(-1, environment: [:])

    private let page = """
        {"active_provider":"openai","providers":[
          {"name":"openai","active":true,"status":"failing","model":"gpt-4o-mini","endpoint":"https://api.openai.com/v1",
           "api_key_configured":true,"endpoint_configured":false,"requests_total":1204,"errors_total":3,
           "key_rotation_strategy":"priority","key_cooldown_secs":60,
           "keys":[{"masked_key":"sk-a…wxyz","label":"primary","priority":0,"status":"cooling_down","requests_total":900,
                    "rate_limit_total":2,"cooldown_until":"2026-04-10T12:00:00Z"},
                   {"masked_key":"sk-b…wxyz","priority":1,"status":"rejected"}],
           "breakers":[{"model":"gpt-4o-mini","state":"open","until_secs":7.2},{"model":"o3","state":"closed"}],
           "in_flight":3,"limit":20,"waiting":2,"first_byte_ms":312.4,"error_rate":0.5,
           "last_success":"2026-04-10T11:58:00Z","last_error":"2026-04-10T11:59:00Z",
           "last_error_message":"status 503\\u001b[31m","something_newer":{"x":null}},
          {"name":"groq","status":"healthy","model":"llama-3.1-8b-instant"}]}
        """

    private func status() throws -> ProvidersStatus { try ProvidersCommand.status(Array(page.utf8)) }

    @Test("the page of a gateway is read, newer fields included, and shown a row a provider")
    func table() throws {
        let lines = ProvidersReport(status: try status()).table.lines
        #expect(lines.count == 3)
        #expect(lines[0].contains("PROVIDER"))
        #expect(lines[1].hasPrefix("*  openai    open     gpt-4o-mini"))
        for part in ["1204", "3/20 +2", "312 ms", "0/2", "https://api.openai.com/v1"] {
            #expect(lines[1].contains(part), "\(part)")
        }
        #expect(lines[2].contains("groq      healthy"))
    }

    @Test("keys that rest, open breakers and the last error are told below, without control characters")
    func details() throws {
        let text = ProvidersReport(status: try status()).details(on: plain).joined(separator: "\n")
        #expect(text.contains("2 keys, used by priority"))
        #expect(text.contains("cooling down"))
        #expect(text.contains("rejected"))
        #expect(text.contains("breaker of gpt-4o-mini: open, next probe in 8 s"))
        #expect(!text.contains("breaker of o3"))
        #expect(text.contains("last error at 2026-04-10T11:59:00Z: status 503 [31m; last success"))
        #expect(!text.contains("groq"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("without a gateway the configuration is shown, keys masked and nothing counted")
    func local() throws {
        var settings = Settings().provider
        settings.apiKey = Secret("sk-canary-0123456789")
        settings.url = "https://llm.example/v1?key=canary"
        settings.fallbacks = [
            ChainedProvider(.azure, url: "https://mine.openai.azure.com", model: "gpt-4o", azureDeployment: "prod")
        ]
        let status = ProvidersStatus(settings)
        let text = try ProvidersCommand.document(status)
        #expect(text.hasPrefix(#"{"source":"local_config","status":{"active_provider":"openai","providers":["#))
        #expect(text.contains(#""azure_deployment_id":"prod""#))
        #expect(text.contains(#""masked_key":"sk-c…6789""#))
        #expect(text.contains(#""requests_total":0"#))
        #expect(!text.contains("canary"))
        #expect(ProvidersReport(status: status).table.lines.count == 3)
        #expect(ProvidersReport(status: status).details(on: plain).isEmpty)
    }

    @Test("a gateway's own bytes are handed on as they are")
    func raw() {
        #expect(ProvidersCommand.document(raw: Array(#"{"a":1}"#.utf8)) == #"{"source":"gateway","status":{"a":1}}"#)
    }

    @Test("what is no such page is refused with a remedy")
    func unreadable() {
        #expect(throws: CommandFailure.self) { try ProvidersCommand.status(Array("<html>".utf8)) }
    }
}
