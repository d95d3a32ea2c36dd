// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipeline

@Suite("Timestamps of AWS")
struct AWSTimestampTests {
    @Test(
        "a moment is spelled as a date of the Gregorian calendar",
        arguments: [
            (0, "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (951_868_799, "20000229T235959Z"),
            (951_868_800, "20000301T000000Z"), (1_709_251_199, "20240229T235959Z"), (1_735_689_599, "20241231T235959Z"),
            (1_735_689_600, "20250101T000000Z"), (4_107_542_399, "21000228T235959Z"),
            (4_107_542_400, "21000301T000000Z"), (253_402_300_799, "99991231T235959Z"),
            (.max, "99991231T235959Z"), (-1, "19700101T000000Z"), (.min, "19700101T000000Z"),
        ] as [(Int64, String)])
    func spelled(seconds: Int64, text: String) {
        #expect(AWSTimestamp(seconds: seconds).text == text)
        #expect(AWSTimestamp(seconds: seconds).day == String(text.prefix(8)))
    }
}
