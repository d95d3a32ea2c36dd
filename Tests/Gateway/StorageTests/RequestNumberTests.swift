// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Storage

/// A request's id is taken apart and put together again without a loss.
struct RequestNumberTests {
    @Test(arguments: [
        "isr-1f2e-0", "isr-1f2e-a", "isr-1f2e-10", "isr-1f2e-7ffffffffffffff", "a-b-c-12ab",
        "isr-1f2e-ffffffff", "isr-1f2e-100000000", "isr-1f2e-10000002a",
    ])
    func `a number behind a known origin is the same number`(_ id: String) {
        let whole = RequestNumber(id)
        #expect(whole.text == id)
        #expect(whole.number >= 0)
        #expect(whole.number <= 0xFFFF_FFFF)
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

    @Test func `the front of a long number belongs to the origin, and is no origin for other ids`() {
        let long = RequestNumber("isr-1f2e-10000002a")
        #expect(long == RequestNumber(origin: "isr-1f2e-1", number: 0x2A))
        for id in ["isr-1f2e-12a", "isr-1f2e-1", "isr-1f2e-100000000a", "isr-1f2f-10000002a"] {
            #expect(RequestNumber.number(of: id, from: long.origin) == nil, "\(id)")
            #expect(RequestNumber(id).text == id)
        }
        #expect(RequestNumber.number(of: "isr-1f2e-10000002b", from: long.origin) == 0x2B)
        #expect(RequestNumber.number(of: "isr-1f2e-10000002a", from: "isr-1f2e-") == nil)
    }

    @Test func `no id's number is found behind another's origin`() {
        let ids = [
            "isr-1-1", "isr-1-11", "isr-1-111111111", "isr-1-1111111111", "isr-1-0", "isr-1-00", "isr-1", "isr-11-1",
            "a", "",
            "isr-1-100000000", "isr-1-1000000000",
        ]
        for origin in ids.map({ RequestNumber($0) }) where origin.number >= 0 {
            for id in ids {
                guard let number = RequestNumber.number(of: id, from: origin.origin) else { continue }
                #expect(RequestNumber(id) == RequestNumber(origin: origin.origin, number: number), "\(id)")
            }
        }
        #expect(Set(ids.map { RequestNumber($0).text }) == Set(ids))
    }
}
