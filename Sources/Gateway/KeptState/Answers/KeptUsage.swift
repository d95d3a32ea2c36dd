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

    /// All numbers, with commas between them.
    var text: String {
        // This runs for every answer that is kept, so it makes one string and no arrays.
        var text = ""
        text.reserveCapacity(64)
        func append(_ number: some FixedWidthInteger) {
            if number == 0 { text += "0," } else { text += "\(number)," }
        }
        append(input)
        append(output)
        append(cachedRead)
        append(cacheWrite)
        append(reasoning)
        append(cacheWriteHour)
        append(audioInput)
        append(imageInput)
        append(audioOutput)
        append(tier)
        if let toldCost { text += "\(toldCost)" }
        return text
    }

    /// Reads what ``text`` wrote.
    static func usage(_ text: String) -> Usage? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.prefix(10).compactMap { Int($0) }
        guard parts.count == 11, numbers.count == 10, let tier = UInt8(exactly: numbers[9]) else { return nil }
        var kept = KeptUsage(Usage())
        kept.input = numbers[0]
        kept.output = numbers[1]
        kept.cachedRead = numbers[2]
        kept.cacheWrite = numbers[3]
        kept.reasoning = numbers[4]
        kept.cacheWriteHour = numbers[5]
        kept.audioInput = numbers[6]
        kept.imageInput = numbers[7]
        kept.audioOutput = numbers[8]
        kept.tier = tier
        kept.toldCost = Int64(parts[10])
        return kept.usage
    }
}
