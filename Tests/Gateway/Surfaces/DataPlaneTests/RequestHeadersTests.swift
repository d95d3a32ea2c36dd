// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import DataPlane

@Suite("Request headers")
struct RequestHeadersTests {
    @Test("lines are found whatever the case of their names")
    func names() {
        let fields = Arriving.fields([
            ("HOST", "h"), ("Origin", "o"), ("X-API-Key", "k"), ("authorization", "a"), ("X-Goog-Api-Key", "g"),
            ("User-Agent", "u"), ("Cache-Control", "c"), ("X-ISARTOR-CACHE", "i"), ("Anthropic-Version", "v"),
            ("Content-Length", "12"), ("Expect", "100-Continue"), ("x-unknown", "z"), ("x-api-kez", "no"),
        ])
        #expect([fields.host, fields.origin, fields.apiKey, fields.authorization] == ["h", "o", "k", "a"])
        #expect([fields.googleKey, fields.userAgent, fields.cacheControl] == ["g", "u", "c"])
        #expect([fields.isartorCache, fields.anthropicVersion] == ["i", "v"])
        #expect(fields.contentLength == 12 && fields.expectsContinue && !fields.isChunked && !fields.isAmbiguous)
    }

    @Test("what was not sent is not there")
    func none() {
        let fields = Arriving.fields([])
        #expect(
            fields.apiKey == nil && fields.authorization == nil && fields.contentLength == nil && fields.host == nil)
        #expect(fields.sessions.isEmpty && fields.betas.isEmpty && fields.accounts.isEmpty && fields.nominated.isEmpty)
        #expect(fields.bytes == 0 && !fields.expectsContinue && !fields.wantsUpgrade)
    }

    @Test("the size counts names, values and what stands between them")
    func size() {
        #expect(Arriving.fields([("ab", "cde"), ("f", "é")]).bytes == 2 + 3 + 4 + 1 + 2 + 4)
    }

    @Test("sessions come in order of precedence, whatever order they were sent in")
    func sessions() {
        let one = Arriving.fields([("x-conversation-id", "s")])
        #expect(one.sessions == ["s"])
        #expect(Arriving.fields([("x-thread-id", "s"), ("X-Isartor-Session-Id", "s")]).sessions == ["s", "s"])
        func ids(_ lines: [(String, String)]) -> [String] { Arriving.fields(lines).sessions }
        let lines = [
            ("x-conversation-id", "c"), ("x-session-id", "s"), ("x-thread-id", "t"), ("x-isartor-session-id", "i"),
        ]
        #expect(ids(lines) == ids(lines.reversed()))
        #expect(ids(lines).map { $0.last } == ["i", "t", "s", "c"])
        // Who names which of two counts.
        #expect(
            ids([("x-thread-id", "a"), ("x-session-id", "b")]) != ids([("x-thread-id", "b"), ("x-session-id", "a")]))
    }

    @Test("betas and accounts are all taken")
    func lists() {
        let fields = Arriving.fields([
            ("anthropic-beta", "a,b"), ("Anthropic-Beta", "c"), ("openai-beta", "d"), ("openai-organization", "o"),
            ("openai-project", "p"),
        ])
        #expect(fields.betas == ["a,b", "c"])
        #expect(fields.accounts == ["beta d", "organization o", "project p"])
    }

    @Test(
        "Connection says which lines end here",
        arguments: [
            ("keep-alive", [String]()), ("close", []), ("Keep-Alive", []), ("X-Secret", ["x-secret"]),
            ("close, X-Secret,\tx-other", ["close", "x-secret", "x-other"]), ("x-a,,x-b ,", ["x-a", "x-b"]),
        ])
    func nominated(value: String, names: [String]) {
        #expect(Arriving.fields([("Connection", value)]).nominated == names)
    }

    @Test("two hosts, and codings that others may read differently, are told")
    func ambiguous() {
        #expect(Arriving.fields([("host", "a"), ("host", "a")]).isAmbiguous)
        #expect(Arriving.fields([("transfer-encoding", "gzip, chunked")]).isAmbiguous)
        #expect(Arriving.fields([("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")]).isAmbiguous)
        let plain = Arriving.fields([("Transfer-Encoding", "Chunked"), ("host", "a")])
        #expect(plain.isChunked && !plain.isAmbiguous)
    }
}
