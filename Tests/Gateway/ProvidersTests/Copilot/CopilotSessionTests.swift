// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Pipeline
import Testing

@testable import Providers

@Suite("Answers with Copilot's sessions")
struct CopilotSessionTests {
    private func answered(api: String, isLocal: Bool = false) -> CopilotSession? {
        let text = "{\"endpoints\":{\"api\":\"\(api)\"},\"expires_at\":1,\"token\":\"very-secret\"}"
        return CopilotSession(answer: ByteBuffer(string: text), isLocal: isLocal)
    }

    @Test(
        "requests go where GitHub says, if that is GitHub",
        arguments: [
            "https://githubcopilot.com", "https://api.githubcopilot.com", "https://api.business.githubcopilot.com/",
            "https://API.GitHubCopilot.com:8443",
        ])
    func trusted(api: String) throws {
        let site = try #require(answered(api: api)?.site)
        #expect(site.preferred.host.hasSuffix("githubcopilot.com") && site.preferred.isEncrypted)
        #expect(site.preferred.target == "/chat/completions")
        #expect(site.extraFields == CopilotEditor.fields)
    }

    @Test(
        "no answer can send a session to another host, or over a line that is not encrypted",
        arguments: [
            "https://evil.example", "https://githubcopilot.com.evil.example", "https://evilgithubcopilot.com",
            "http://api.githubcopilot.com", "https://api.githubcopilot.com@evil.example", "http://127.0.0.1:1", "",
            "https://evil.example/githubcopilot.com", "https://evil.example#.githubcopilot.com", "nonsense",
            "https://evil.example?.githubcopilot.com", "https://x\\r\\ny.githubcopilot.com",
        ])
    func untrusted(api: String) throws {
        let session = try #require(answered(api: api))
        #expect(session.site == nil)
        #expect(session.credential.key == "very-secret")
    }

    @Test("a session that was exchanged on this machine may be used on it, and no more")
    func local() throws {
        #expect(answered(api: "http://127.0.0.1:8080", isLocal: true)?.site?.preferred.authority == "127.0.0.1:8080")
        #expect(answered(api: "http://localhost", isLocal: true)?.site != nil)
        #expect(answered(api: "https://api.githubcopilot.com", isLocal: true)?.site != nil)
        #expect(answered(api: "http://api.githubcopilot.com", isLocal: true)?.site == nil)
        #expect(answered(api: "http://10.0.0.1", isLocal: true)?.site == nil)
    }

    @Test("a session's text is never printed")
    func redacted() throws {
        let session = try #require(answered(api: "https://api.githubcopilot.com"))
        var dumped = ""
        dump(session, to: &dumped)
        for text in ["\(session)", String(reflecting: session), dumped] { #expect(!text.contains("secret")) }
    }
}
