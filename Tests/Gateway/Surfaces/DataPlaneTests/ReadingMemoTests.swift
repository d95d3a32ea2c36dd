// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@testable import DataPlane

@Suite("Reading memo")
struct ReadingMemoTests {
    private func finding(_ number: UInt64) -> ReadingMemo.Finding {
        ReadingMemo.Finding(
            identity: Fingerprint(words: [number, 0, 0, 0]), streams: number.isMultiple(of: 2),
            wantsStreamUsage: number.isMultiple(of: 3))
    }

    @Test("what was found comes back whole, and only under its own key")
    func remember() {
        var memo = ReadingMemo()
        let keys = (0..<200).map { Digest.of("body \($0)") }
        #expect(memo.finding(keys[0]) == nil)
        for (number, key) in keys.enumerated() {
            memo.remember(finding(UInt64(number)), for: key)
            let found = memo.finding(key)
            #expect(found?.identity == Fingerprint(words: [UInt64(number), 0, 0, 0]))
            #expect(found?.streams == number.isMultiple(of: 2) && found?.wantsStreamUsage == number.isMultiple(of: 3))
        }
        #expect(memo.finding(Digest.of("another body")) == nil)
    }

    @Test("keys that share a place displace one another and are never taken for one another")
    func samePlace() {
        var memo = ReadingMemo()
        // The third word chooses the place; these keys have it in common.
        let keys = (0..<5).map { Fingerprint(words: [$0, 1, 7, $0]) }
        for (number, key) in keys.enumerated() {
            memo.remember(finding(UInt64(number)), for: key)
            for other in keys {
                #expect((memo.finding(other) != nil) == (other == key))
            }
        }
    }
}
