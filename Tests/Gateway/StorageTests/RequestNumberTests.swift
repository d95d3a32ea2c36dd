// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Storage

/// A request's id is taken apart and put together again without a loss.
struct RequestNumberTests {
    @Test(arguments: ["isr-1f2e-0", "isr-1f2e-a", "isr-1f2e-10", "isr-1f2e-7ffffffffffffff", "a-b-c-12ab"])
    func `a number behind a known origin is the same number`(_ id: String) {
        let whole = RequestNumber(id)
        #expect(whole.text == id)
        #expect(whole.number >= 0)
        #expect(RequestNumber.number(of: id, from: whole.origin) == whole.number)
    }

    @Test(arguments: [
        "isr-1f2e-", "isr-1f2e-00", "isr-1f2e-0a", "isr-1f2e-A", "isr-1f2e-g", "isr-1f2e--1", "isr-1f2e-+1", "isr-1f2",
        "other-1", "", "isr-1f2e-10000000000000000",
    ])
    func `what is no number behind the origin is left to be taken apart`(_ id: String) {
        #expect(RequestNumber.number(of: id, from: "isr-1f2e-") == nil)
        #expect(RequestNumber(id).text == id)
    }
}
