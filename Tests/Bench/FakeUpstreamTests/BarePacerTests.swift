// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

@testable import FakeUpstream

@Suite("The load-test server's pace", .timeLimit(.minutes(1)))
struct BarePacerTests {
    private final class Mark {}

    /// What happened, in order; used on one event loop only.
    private final class Diary {
        var lines: [String] = []
        var isEarly = false
    }

    private static func run(_ body: @escaping @Sendable (BarePacer, Diary) -> Void, until lines: Int) async throws
        -> (lines: [String], isEarly: Bool)
    {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let diary = try await loop.submit {
            let diary = Diary()
            body(BarePacer(eventLoop: loop), diary)
            return NIOLoopBound(diary, eventLoop: loop)
        }.get()
        while true {
            let found = try await loop.submit { (diary.value.lines, diary.value.isEarly) }.get()
            if found.0.count >= lines { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("nobody is woken too early, an earlier wait is not held up by a later one, and a cancelled one never ends")
    func waits() async throws {
        let found = try await Self.run(
            { pacer, diary in
                let marks = (0..<4).map { _ in Mark() }
                func wait(_ place: Int, _ milliseconds: Int64) {
                    let end = NIODeadline.now() + .milliseconds(milliseconds)
                    pacer.wait(ObjectIdentifier(marks[place]), until: end) {
                        if NIODeadline.now() < end { diary.isEarly = true }
                        diary.lines.append("\(place)")
                        withExtendedLifetime(marks) {}
                    }
                }
                // So much later that no pause of the machine puts it into the same round.
                wait(0, 600)
                wait(1, 20)
                wait(2, 20)
                wait(3, 5)
                pacer.cancel(ObjectIdentifier(marks[3]))
            }, until: 3)
        #expect(!found.isEarly)
        #expect(found.lines.prefix(2).sorted() == ["1", "2"])
        #expect(found.lines.count == 3 && found.lines.last == "0")
    }

    /// Greets whoever connects.
    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelActive(context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "hello")), promise: nil)
        }
    }

    @Test("connections that take more time than there is leave the loop time for its sockets")
    func isFair() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        let end = NIODeadline.now() + .seconds(4)
        try await loop.submit {
            let pacer = BarePacer(eventLoop: loop)
            for _ in 0..<10 {
                let mark = Mark()
                func again() {
                    pacer.wait(ObjectIdentifier(mark), until: .now()) {
                        // All ten need ten milliseconds, and each wants to be back at once.
                        let busyUntil = NIODeadline.now() + .milliseconds(1)
                        while NIODeadline.now() < busyUntil {}
                        if NIODeadline.now() < end { again() }
                        withExtendedLifetime(mark) {}
                    }
                }
                again()
            }
        }.get()
        #expect(try await RawConnection.open(port) { try await $0.bytes(atLeast: 5) } == 5)
        #expect(NIODeadline.now() < end - .seconds(1))
        try await group.shutdownGracefully()
    }
}
