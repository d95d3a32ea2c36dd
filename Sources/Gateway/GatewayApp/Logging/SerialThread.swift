// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs closures one after another, away from the event loops.
struct SerialThread: Sendable {
    private let queue: DispatchQueue

    init(name: String) { queue = DispatchQueue(label: name, qos: .utility) }

    func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
    func runAndWait(_ work: @escaping @Sendable () -> Void) { queue.sync(execute: work) }
}
