// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Pipeline
import Testing

@testable import Providers

@Suite("The book of Copilot's sessions")
struct CopilotSessionBookTests {
    typealias Book = CopilotSessionBook<Int>

    private func session(_ token: String, expiresAt: Int64) throws -> CopilotSession {
        let text = "{\"expires_at\":\(expiresAt),\"token\":\"\(token)\"}"
        return try #require(CopilotSession(answer: ByteBuffer(string: text), isLocal: false))
    }

    @Test("the session that was used longest ago makes room")
    func bound() throws {
        var book = Book(places: 3)
        for token in ["a", "b", "c"] {
            let session = try session(token, expiresAt: 1000)
            #expect(book.finish(token, session).isEmpty)
        }
        #expect(book.session("a", now: 0) != nil)
        _ = try book.finish("d", session("d", expiresAt: 1000))
        #expect(book.count == 3)
        #expect(book.session("b", now: 0) == nil)
        for token in ["a", "c", "d"] { #expect(book.session(token, now: 0)?.credential.key == token) }
        // Another session for a token that is there takes no room.
        _ = try book.finish("a", session("new", expiresAt: 1000))
        #expect(book.count == 3 && book.session("a", now: 0)?.credential.key == "new")
    }

    @Test("a session counts until a minute before its end, and none that ends at no time")
    func margin() throws {
        var book = Book(places: 3)
        for (end, last) in [(1000, 939), (60, -1), (Int64.max, Int64.max - 61)] as [(Int64, Int64)] {
            _ = try book.finish("a", session("a", expiresAt: end))
            #expect(book.session("a", now: last) != nil)
            #expect(book.session("a", now: last + 1) == nil)
            #expect(book.count == 0)
        }
        _ = try book.finish("a", session("a", expiresAt: .min))
        #expect(book.session("a", now: .min) == nil)
    }

    @Test("no more exchanges are under way than there are places; those who can wait for one may")
    func exchanges() throws {
        var book = Book(places: 2)
        func find(_ token: String, _ waiter: Int) -> String {
            switch book.find(token, now: 0, waiter: waiter) {
            case .session: "session"
            case .exchange: "exchange"
            case .wait: "wait"
            case .full: "full"
            }
        }
        #expect(
            ["a", "b", "c", "a", "a"].enumerated().map { find($1, $0) } == [
                "exchange", "exchange", "full", "wait", "wait",
            ])
        let session = try session("a", expiresAt: 1000)
        #expect(book.finish("a", session) == [0, 3, 4])
        #expect(find("a", 5) == "session")
        #expect(find("c", 6) == "exchange")
        #expect(book.finish("b", nil) == [1])
        #expect(find("b", 7) == "exchange")
        #expect(book.finish("never", nil).isEmpty)
    }
}
