// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a provider billed for a kept answer, as it is written down.
struct KeptUsage: Codable {
    var input: Int
    var output: Int
    var cachedRead: Int
    var cacheWrite: Int
    var reasoning: Int
    var cacheWriteHour: Int
    var audioInput: Int
    var imageInput: Int
    var audioOutput: Int
    var tier: UInt8
    var toldCost: Int64?

    init(_ usage: Usage) {
        input = usage.input
        output = usage.output
        cachedRead = usage.cachedRead
        cacheWrite = usage.cacheWrite
        reasoning = usage.reasoning
        cacheWriteHour = usage.cacheWriteHour
        audioInput = usage.audioInput
        imageInput = usage.imageInput
        audioOutput = usage.audioOutput
        tier = usage.tier.rawValue
        toldCost = usage.toldCost
    }

    /// The counts; nil if they are not plausible.
    var usage: Usage? {
        let counts = [
            input, output, cachedRead, cacheWrite, reasoning, cacheWriteHour, audioInput, imageInput, audioOutput,
        ]
        guard counts.allSatisfy({ $0 == Usage.plausible($0) }), let tier = Usage.Tier(rawValue: tier) else {
            return nil
        }
        var usage = Usage(
            input: input, output: output, cachedRead: cachedRead, cacheWrite: cacheWrite, reasoning: reasoning)
        usage.cacheWriteHour = cacheWriteHour
        usage.audioInput = audioInput
        usage.imageInput = imageInput
        usage.audioOutput = audioOutput
        usage.tier = tier
        usage.toldCost = toldCost
        return usage
    }
}
