// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Providers
import Testing

@Suite("One shot")
struct OneShotTests {
    private func send(
        _ path: String, script: @escaping @Sendable (ScriptedUpstream.Request) -> [ScriptedUpstream.Step]
    ) async throws -> Result<OneShot.Answer, UpstreamFailure> {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let upstream = try await ScriptedUpstream.start(on: group, script: script)
        let request = UpstreamRequest(head: ByteBuffer(string: "GET \(path) HTTP/1.1\r\nhost: x\r\n\r\n"), body: [])
        let target = UpstreamTarget(isEncrypted: false, host: "127.0.0.1", port: upstream.port)
        let result: Result<OneShot.Answer, UpstreamFailure>
        do {
            result = .success(
                try await OneShot.send(request, to: target, timeouts: PoolDriver.patient, tls: nil, on: group.next()))
        } catch {
            result = .failure(error)
        }
        try await upstream.stop()
        try await group.shutdownGracefully()
        return result
    }

    @Test("the whole answer comes at once")
    func whole() async throws {
        let answer = try await send("/a") { request in
            [.send("HTTP/1.1 404 X\r\ntransfer-encoding: chunked\r\n\r\n2\r\n/"), .send("a\r\n0\r\n\r\n")]
        }.get()
        #expect(answer.head.status == 404)
        #expect(String(buffer: answer.body) == "/a")
        #expect(answer.duration >= answer.firstByte)
    }

    @Test("an answer that is cut, or larger than anybody wants, is a failure")
    func failures() async throws {
        let cut = try await send("/") { _ in [.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhi"), .close] }
        #expect(throws: UpstreamFailure.closed) { try cut.get() }
        let large = try await send("/") { _ in
            [.send("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n"), .sendBytes(count: 17 << 20)]
        }
        #expect(throws: UpstreamFailure.malformed(.headTooLarge)) { try large.get() }
    }
}
