// SPDX-License-Identifier: Apache-2.0

import Conversation
import Dispatch
public import Ledger
import Locking
import NIOCore
import Pipeline
import WireFormats

/// Compares each long prompt with the earlier turns of its session, away from the event loops.
///
/// Requests do not wait for it. It holds their bodies until it has looked at them, within a bound; beyond it they are
/// not looked at.
public final class PrefixWatcher: Sendable {
    /// A prompt to look at.
    struct Prompt: Sendable {
        var event: PrefixEvent
        var model: String
        /// What the provider gets.
        var sent: [ByteBuffer]
        var sentFormat: WireFormat
        /// What the client sent; nil where that is the same.
        var asked: ByteBuffer?
        var askedFormat: WireFormat
    }

    private struct Memory {
        var watch: PrefixWatch
        var tape = JSONTape()
    }

    /// Providers keep no shorter prompts.
    static let smallestBody = 4096
    private static let largestBody = 8 << 20
    private static let waitingLimit = 32 << 20
    private static let keptNodes = 1 << 16

    private let queue = DispatchQueue(label: "isartor-prefixes", qos: .background)
    private let memory: Locked<Memory>
    private let waiting = Locked(0)
    private let found: @Sendable (PrefixEvent) -> Void

    /// - Parameters:
    ///   - limit: the memory that earlier turns may take, in bytes.
    ///   - found: hears of each prompt that has an earlier turn, in a thread of the watcher's.
    public init(limit: Int = 4 << 20, found: @escaping @Sendable (PrefixEvent) -> Void) {
        memory = Locked(Memory(watch: PrefixWatch(limit: limit)))
        self.found = found
    }

    /// Has a prompt looked at soon, if it is long enough to be kept by a provider.
    func look(at prompt: Prompt) {
        let size = prompt.sent.reduce(0) { $0 + $1.readableBytes }
        guard size >= Self.smallestBody, size <= Self.largestBody else { return }
        let held = size + (prompt.asked?.readableBytes ?? 0)
        let isTaken = waiting.withLock { waiting in
            guard waiting + held <= Self.waitingLimit else { return false }
            waiting += held
            return true
        }
        guard isTaken else { return }
        queue.async { [self] in
            compare(prompt)
            waiting.withLock { $0 -= held }
        }
    }

    private func compare(_ prompt: Prompt) {
        let finding: PrefixWatch.Finding = memory.withLock { memory in
            defer { memory.tape.shrink(to: Self.keptNodes) }
            var body = prompt.sent.first ?? ByteBuffer()
            for piece in prompt.sent.dropFirst() { body.writeImmutableBuffer(piece) }
            guard let sent = PromptSketch(body.readableBytesUInt8Span, prompt.sentFormat, tape: &memory.tape) else {
                return .new
            }
            var asked: PromptSketch?
            if let body = prompt.asked {
                asked = PromptSketch(body.readableBytesUInt8Span, prompt.askedFormat, tape: &memory.tape)
            }
            var hasher = Hasher()
            hasher.combine(prompt.event.session)
            hasher.combine(prompt.event.principal)
            hasher.combine(prompt.event.provider)
            hasher.combine(prompt.model)
            return memory.watch.take(UInt64(bitPattern: Int64(hasher.finalize())), sent: sent, asked: asked)
        }
        var event = prompt.event
        switch finding {
        case .new: return
        case .kept: break
        case .broken(let found): event.prefixBreak = found
        }
        found(event)
    }
}
