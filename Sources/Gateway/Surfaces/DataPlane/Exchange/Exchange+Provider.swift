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
        guard let identity, controls.mayRead, controls.mayWrite, loop.configuration.cache.isEnabled,
            loop.configuration.answersRepeats
        else { return ask() }
        let flight = Flight(question(), loop: loop)
        guard let other = flight.goOnBoard(identity) else {
            // Whoever answered it before may have finished between the look into the cache and now.
            if boardMark != loop.board.mark(identity), let finding, serve(finding) { return flight.end() }
            return listen(to: flight)
        }
        join(other)
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

    private func join(_ entry: FlightBoard.Entry) {
        let isLocal = entry.eventLoop === loop.eventLoop
        let wanted = FlightForm(reading, surface)
        // Whether it fits is only known to who leads; a wrong guess waits for the end.
        let reader = FlightReader(
            id: ObjectIdentifier(self), exchange: NIOLoopBound(self, eventLoop: loop.eventLoop),
            eventLoop: loop.eventLoop, isLocal: isLocal, waitsForEnd: entry.form != wanted)
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
        if let identity { boardMark = loop.board.mark(identity) }
        if let finding, controls.mayRead, serve(finding) { return }
        // All who were sent away ask together, each form once; nobody waits for ever for others' forms.
        guard departures < Self.mostDepartures else { return ask() }
        departures += 1
        askProvider()
    }

    private static let mostDepartures = 3

    /// Asks for a new answer while the client gets an old one.
    func revalidate() {
        guard let identity, controls.mayWrite else { return }
        do throws(GatewayError) { if reading == nil { try read() } } catch { return }
        let flight = Flight(question(), loop: loop, isBackground: true)
        guard flight.goOnBoard(identity) == nil else { return }
        // Whoever fetched it may have finished between the look into the cache and now.
        if let boardMark, boardMark != loop.board.mark(identity) {
            let now = LoopContext.milliseconds(loop.eventLoop.now)
            if loop.configuration.cache.entry(for: identity, now: now) != nil { return flight.end() }
        }
        flight.start()
    }

    func question() -> Question {
        Question(
            request: request, surface: surface, passage: passage, reading: reading, identity: identity,
            mayKeep: controls.mayWrite, isHeldOut: isHeldOut, session: request.fields.conversationHint,
            allocator: connection.allocator,
            semantic: inquiry)
    }

    /// Asks for what only one family does; nobody else hears the answer.
    func askPassage() {
        askedAt = .now()
        ask()
    }
}
