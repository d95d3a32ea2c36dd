// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Somebody who waits for an answer; lives with the flight, on the flight's event loop.
struct FlightReader {
    let id: ObjectIdentifier
    let exchange: NIOLoopBound<Exchange>
    let eventLoop: any EventLoop
    /// Whether the reader is on the flight's own loop.
    let isLocal: Bool
    /// Whether the reader wants the answer in another form: it is told when the flight has ended, and looks in the cache.
    let waitsForEnd: Bool
    /// Whether the reader's client does not take bytes at the moment.
    var isHeld = false
    /// Bytes that were given to the reader since then.
    var lag = 0

    func tell(_ event: FlightEvent) {
        if isLocal { return exchange.value.take(event) }
        let exchange = exchange
        eventLoop.execute {
            exchange.value.take(event)
            if case .bytes = event { exchange.value.take(.pause) }
        }
    }
}
