// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Fair queues")
struct FairQueueTests {
    private func names(_ queue: inout FairQueue<String>, now: Int64 = 0) -> [String] {
        var names: [String] = []
        while let entry = queue.pop(now: now) { names.append(entry.payload) }
        return names
    }

    @Test("principals take turns, and each one's entries come in their order")
    func turns() {
        var queue = FairQueue<String>(capacity: 10)
        for name in ["a1", "a2", "a3"] { _ = queue.push(principal: 1, deadline: 9, payload: name) }
        for name in ["b1", "b2"] { _ = queue.push(principal: 2, deadline: 9, payload: name) }
        _ = queue.push(principal: nil, deadline: 9, payload: "n1")
        #expect(names(&queue) == ["a1", "b1", "n1", "a2", "b2", "a3"])
        #expect(queue.isEmpty)
    }

    @Test("a newcomer waits for one turn of each other, however many entries those have")
    func newcomer() {
        var queue = FairQueue<String>(capacity: 10)
        for name in ["a1", "a2", "a3"] { _ = queue.push(principal: 1, deadline: 9, payload: name) }
        for name in ["b1", "b2"] { _ = queue.push(principal: 2, deadline: 9, payload: name) }
        let first = queue.pop(now: 0)
        #expect(first?.payload == "a1")
        _ = queue.push(principal: 3, deadline: 9, payload: "c1")
        #expect(names(&queue) == ["b1", "a2", "c1", "b2", "a3"])
    }

    @Test("who is late is dropped, and who left does not come")
    func late() {
        var queue = FairQueue<String>(capacity: 10)
        _ = queue.push(principal: 1, deadline: 5, payload: "late")
        _ = queue.push(principal: 1, deadline: 6, payload: "in time")
        let gone = queue.push(principal: 2, deadline: 9, payload: "gone")
        #expect(queue.remove(gone ?? -1) == true)
        #expect(queue.remove(gone ?? -1) == false)
        let next = queue.pop(now: 5)
        #expect(next?.payload == "in time")
        #expect(queue.isEmpty)
    }

    @Test("beyond its capacity it takes nobody, and a ticket is never given twice")
    func bound() {
        var queue = FairQueue<String>(capacity: 1)
        let first = queue.push(principal: 1, deadline: 9, payload: "a")
        #expect(first != nil)
        #expect(queue.push(principal: 2, deadline: 9, payload: "b") == nil)
        _ = queue.pop(now: 0)
        let second = queue.push(principal: 1, deadline: 9, payload: "c")
        #expect(second != nil && second != first)
        #expect(queue.remove(first ?? -1) == false)
        #expect(queue.count == 1)
        var none = FairQueue<String>(capacity: 0)
        #expect(none.push(principal: nil, deadline: 9, payload: "a") == nil)
    }

    private struct Waiting {
        var ticket: Int
        var principal: UInt64?
        var deadline: Int64
    }

    @Test("it does what a plain list of lists does", arguments: 0..<20)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let capacity = 1 + random.below(30)
        var queue = FairQueue<Int>(capacity: capacity)
        // The reference: the lanes in the order of their turns.
        var lanes: [[Waiting]] = []
        var tickets: Set<Int> = []
        var now: Int64 = 0
        for step in 0..<4000 {
            now += Int64(random.below(4))
            switch random.below(10) {
            case 0..<5:
                let principal = random.chance(10) ? nil : UInt64(random.below(5))
                let deadline = now + Int64(random.below(200))
                let ticket = queue.push(principal: principal, deadline: deadline, payload: step)
                #expect((ticket != nil) == (lanes.joined().count < capacity))
                guard let ticket else { continue }
                #expect(tickets.insert(ticket).inserted)
                let entry = Waiting(ticket: ticket, principal: principal, deadline: deadline)
                if let lane = lanes.firstIndex(where: { $0[0].principal == principal }) {
                    lanes[lane].append(entry)
                } else {
                    lanes.append([entry])
                }
            case 5..<9:
                var expected: Int?
                while expected == nil, !lanes.isEmpty {
                    let entry = lanes[0].removeFirst()
                    let isLate = entry.deadline <= now
                    if !isLate { expected = entry.ticket }
                    let lane = lanes[0]
                    if lane.isEmpty {
                        lanes.removeFirst()
                    } else if !isLate {
                        lanes.removeFirst()
                        lanes.append(lane)
                    }
                }
                let entry = queue.pop(now: now)
                #expect(entry?.ticket == expected)
            default:
                guard let ticket = tickets.randomElement(using: &random) else { continue }
                let lane = lanes.firstIndex { $0.contains { $0.ticket == ticket } }
                let isRemoved = queue.remove(ticket)
                #expect(isRemoved == (lane != nil))
                guard let lane else { continue }
                lanes[lane].removeAll { $0.ticket == ticket }
                if lanes[lane].isEmpty { lanes.remove(at: lane) }
            }
            #expect(queue.count == lanes.joined().count && queue.count <= capacity)
        }
    }
}
