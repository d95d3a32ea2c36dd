// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import WireFormats

/// The ends of answers that pass unwatched, in which token counts are looked for and paid by.
struct UsageTailTarget: FuzzTarget {
    static let name = "usage-tail"
    static let grammar = Grammar.json
    static let tokens = [
        "usage", "usageMetadata", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens",
        "prompt_tokens_details", "completion_tokens_details", "cached_tokens", "reasoning_tokens", "audio_tokens",
        "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "ephemeral_5m_input_tokens",
        "ephemeral_1h_input_tokens", "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount",
        "cachedContentTokenCount", "service_tier", "batch", "cost", "-1", "1e3", "9223372036854775807", "0.5",
        "281474976710657",
    ]

    private static let prices = PriceTable.builtIn.entries.map(\.price)
    /// No provider counts more than this in one answer, so that sums cannot overflow.
    private static let most = 1 << 50

    private var tape = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        for format in WireFormat.allCases {
            guard let usage = UsageTail.usage(in: input.span, format, tape: &tape) else {
                summary.add(false)
                continue
            }
            let counts = [
                usage.input, usage.output, usage.cachedRead, usage.cacheWrite, usage.reasoning, usage.cacheWriteHour,
                usage.audioInput, usage.imageInput, usage.audioOutput,
            ]
            for count in counts { summary.add(magnitude: count) }
            try Violation.unless(
                counts.allSatisfy { (0...Self.most).contains($0) }, "a count is none below 0, nor beyond measure")
            try Violation.unless(usage.cacheWriteHour <= usage.cacheWrite, "a part is no more than the whole")
            let tokens = TokenCounts(usage)
            for price in Self.prices.prefix(8) {
                if let cost = price.cost(tokens) {
                    try Violation.unless(cost.nanos >= 0, "nobody is paid for asking")
                }
            }
        }
        return summary
    }
}
