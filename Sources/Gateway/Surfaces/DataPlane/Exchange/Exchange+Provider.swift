// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// Layer 3: asks the providers, or listens along while they answer somebody else who asked the same.
extension Exchange {
    func askProvider() {
        askedAt = .now()
        // A request that wants nobody else's answer, or leaves none to others, goes by itself.
        guard let identity, controls.mayRead, controls.mayWrite, loop.configuration.cache.isEnabled else {
            return ask()
        }
        let flight = Flight(question(), loop: loop)
        guard let other = flight.goOnBoard(identity) else {
            // Whoever answered it before may have finished between the look into the cache and now.
            if let finding, serve(finding) { return flight.end() }
            return listen(to: flight)
        }
        let wanted = FlightForm(
            streams: reading?.streams ?? false, wantsUsage: reading?.wantsStreamUsage ?? false)
        // Who has waited once for an answer in another form, in vain, does not do so again.
        if other.form != wanted, hasWaited { return ask() }
        join(other, waits: other.form != wanted)
    }

    /// Asks by itself.
    private func ask() { listen(to: Flight(question(), loop: loop)) }

    private func listen(to flight: Flight) {
        let id = ObjectIdentifier(self)
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        ticket = FlightTicket(
            flight: NIOLoopBound(flight, eventLoop: loop.eventLoop), eventLoop: loop.eventLoop, isLocal: true,
            reader: id)
        flight.join(
            FlightReader(id: id, exchange: bound, eventLoop: loop.eventLoop, isLocal: true, waitsForEnd: false))
        flight.start()
    }

    private func join(_ entry: FlightBoard.Entry, waits: Bool) {
        let isLocal = entry.eventLoop === loop.eventLoop
        hasWaited = hasWaited || waits
        let reader = FlightReader(
            id: ObjectIdentifier(self), exchange: NIOLoopBound(self, eventLoop: loop.eventLoop),
            eventLoop: loop.eventLoop, isLocal: isLocal, waitsForEnd: waits)
        ticket = FlightTicket(
            flight: entry.flight, eventLoop: entry.eventLoop, isLocal: isLocal, reader: reader.id)
        isShared = true
        loop.metrics.shared &+= 1
        let flight = entry.flight
        if isLocal { flight.value.join(reader) } else { entry.eventLoop.execute { flight.value.join(reader) } }
    }

    /// Nobody answers the question any more, or in another form: looks into the cache again, then asks.
    func flightIsGone() {
        ticket = nil
        isShared = false
        if let finding, controls.mayRead, serve(finding) { return }
        askProvider()
    }

    /// Asks for a new answer while the client gets an old one.
    func revalidate() {
        guard let identity, controls.mayWrite else { return }
        do throws(GatewayError) { if reading == nil { try read() } } catch { return }
        let flight = Flight(question(), loop: loop, isBackground: true)
        guard flight.goOnBoard(identity) == nil else { return }
        flight.start()
    }

    private func question() -> Question {
        Question(
            request: request, surface: surface, passage: passage, reading: reading, identity: identity,
            mayKeep: controls.mayWrite, seed: identity ?? fastKey(), session: request.fields.conversationHint,
            allocator: connection.allocator)
    }

    /// Asks for what only one family does; nobody else hears the answer.
    func askPassage() {
        askedAt = .now()
        ask()
    }
}
