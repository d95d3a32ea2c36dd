// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Homes of sessions")
struct SessionAffinityTests {
    private func home(_ member: Int) -> SessionAffinity.Home { SessionAffinity.Home(member: member, key: nil) }

    @Test("a session is at home where its last answer came from, for five minutes since")
    func lifetime() {
        var affinity = SessionAffinity()
        affinity.keep(SessionAffinity.Home(member: 1, key: 3), for: 7, now: 0)
        affinity.keep(SessionAffinity.Home(member: 2, key: nil), for: 7, now: 1000)
        #expect(affinity.home(of: 7, now: 300_999) == SessionAffinity.Home(member: 2, key: nil))
        #expect(affinity.home(of: 8, now: 0) == nil)
        #expect(affinity.home(of: 7, now: 301_000) == nil)
        #expect(affinity.count == 0)
    }

    @Test("the session that was not used for longest makes room")
    func bound() {
        var affinity = SessionAffinity(capacity: 2)
        affinity.keep(home(0), for: 1, now: 0)
        affinity.keep(home(0), for: 2, now: 1)
        affinity.keep(home(0), for: 1, now: 2)
        affinity.keep(home(0), for: 3, now: 3)
        #expect(affinity.home(of: 1, now: 3) != nil)
        #expect(affinity.home(of: 2, now: 3) == nil)
        #expect(affinity.home(of: 3, now: 3) != nil)
        #expect(affinity.count == 2)
    }

    @Test("it does what a plain list does", arguments: 0..<10)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let capacity = 1 + random.below(12)
        var affinity = SessionAffinity(capacity: capacity, lifetime: 50)
        var reference: [(session: UInt64, member: Int, usedAt: Int64)] = []
        var now: Int64 = 0
        for step in 0..<3000 {
            now += Int64(random.below(5))
            let session = UInt64(random.below(20))
            if random.chance(50) {
                affinity.keep(home(step), for: session, now: now)
                reference.removeAll { $0.session == session }
                reference.append((session, step, now))
                if reference.count > capacity { reference.removeFirst() }
            } else {
                let expected = reference.first { $0.session == session && now - $0.usedAt < 50 }?.member
                let found = affinity.home(of: session, now: now)
                #expect(found?.member == expected)
                // One that is found too old is forgotten, and makes room for others.
                if expected == nil { reference.removeAll { $0.session == session } }
            }
            #expect(affinity.count == reference.count)
        }
    }
}
