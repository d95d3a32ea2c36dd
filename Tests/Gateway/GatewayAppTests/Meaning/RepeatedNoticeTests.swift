// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GatewayApp

@Suite("What happens again and again")
struct RepeatedNoticeTests {
    @Test("is told at once, then once a minute with the number of times in between")
    func interval() {
        var notice = RepeatedNotice()
        #expect(notice.happened(at: 1000) == 0)
        for second in Int64(0)..<60 { #expect(notice.happened(at: 1000 + second * 1000) == nil) }
        #expect(notice.happened(at: 61_000) == 60)
        #expect(notice.happened(at: 61_001) == nil)
        #expect(notice.happened(at: 500_000) == 1)
        #expect(notice.happened(at: 560_000) == 0)
    }
}
