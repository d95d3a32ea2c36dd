// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A reader's hold on a flight, which may be on another event loop.
struct FlightTicket {
    let flight: NIOLoopBound<Flight>
    let eventLoop: any EventLoop
    let isLocal: Bool
    let reader: ObjectIdentifier

    /// The reader's client has gone.
    func leave() {
        if isLocal { return flight.value.leave(reader) }
        let (flight, reader) = (flight, reader)
        eventLoop.execute { flight.value.leave(reader) }
    }

    /// The reader's client does not take bytes at the moment, or does again.
    func hold(_ hold: Bool) {
        if isLocal { return flight.value.hold(reader, hold) }
        let (flight, reader) = (flight, reader)
        eventLoop.execute { flight.value.hold(reader, hold) }
    }
}
