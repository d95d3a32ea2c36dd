// SPDX-License-Identifier: Apache-2.0

/// A prompt laid out in the order in which providers cache it (tools, system, messages), with the places where a
/// cached prefix may end.
///
/// What is written is billed by its UTF-8 bytes; what is only marked (roles, opaque parts) tells prefixes apart but
/// costs nothing. An image is marked by its data and billed at a fixed price.
struct PromptTape: Sendable {
    /// A place in the prompt: everything before it, as a digest and in billed bytes.
    struct Position: Sendable, Hashable {
        var digest: Digest
        var bytes: Int

        var tokens: Int { TokenCount.tokens(bytes: bytes) }
    }

    /// A `cache_control` marker: the block that carries it and how long the prefix is kept.
    struct Breakpoint: Sendable, Equatable {
        var block: Int
        var lifetime: PromptCacheLifetime
    }

    /// The end of every block.
    private(set) var blocks: [Position] = []
    /// The blocks whose prefix the client asks to be cached.
    private(set) var breakpoints: [Breakpoint] = []
    /// The places where an automatic cache may end a prefix.
    private(set) var steps: [Position] = []

    private var head = Position(digest: Digest(), bytes: 0)

    /// An automatic cache keeps prefixes from this size on, in bytes.
    private static let firstStep = 1024 * TokenCount.bytesPerToken
    /// Beyond the first one, prefixes grow by this size.
    private static let stepSize = 128 * TokenCount.bytesPerToken

    /// The tokens of the whole prompt.
    var tokens: Int { head.tokens }

    /// A digest of everything on the tape.
    var digest: UInt64 { head.digest.value }

    /// Appends text that is billed.
    mutating func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let nextStep = max(Self.firstStep, (head.bytes / Self.stepSize + 1) * Self.stepSize)
            let part = rest.prefix(nextStep - head.bytes)
            head.digest.feed(part)
            head.bytes += part.count
            rest = rest.dropFirst(part.count)
            if head.bytes == nextStep { steps.append(head) }
        }
    }

    /// Appends something that tells prompts apart without being billed.
    mutating func mark(_ text: String) {
        head.digest.feed(0xFE)
        head.digest.feed(text)
    }

    /// Appends an image, told apart by what the client wrote for it.
    mutating func image(_ data: String) {
        mark(data)
        head.bytes += TokenCount.perImage * TokenCount.bytesPerToken
    }

    /// Ends a block; with a lifetime it is a breakpoint of the prompt cache.
    mutating func endBlock(cached lifetime: PromptCacheLifetime? = nil) {
        head.digest.feed(0xFD)
        blocks.append(head)
        if let lifetime { breakpoints.append(Breakpoint(block: blocks.count - 1, lifetime: lifetime)) }
    }

    /// Makes the last block a breakpoint, as a `cache_control` of the whole request does.
    mutating func cacheEverything(for lifetime: PromptCacheLifetime) {
        guard let last = blocks.indices.last, breakpoints.last?.block != last else { return }
        breakpoints.append(Breakpoint(block: last, lifetime: lifetime))
    }
}
