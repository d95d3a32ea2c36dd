// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import Pipeline
import Providers
import WireFormats

/// What calls take of the client's key and of the provider's quota: reserved at its worst, settled as it was.
extension Flight {
    /// Reserves the worst case of a call to `member`; what an earlier attempt reserved comes back first.
    func reserve(_ member: ChainMember, model: String?) throws(GatewayError) {
        releaseReservation()
        let provider = member.site.provider
        let key = question.request.admission.key
        let metering = key?.metering ?? (isMetered: false, inMoney: false)
        let hasQuota = configuration.quotas.limits(provider) != nil
        guard key != nil || hasQuota, question.passage.map(Self.isBilled) ?? true else { return }
        let name = model ?? question.reading?.resolvedModel ?? ""
        let now = loop.gateTime()
        var demand = CallDemand()
        if metering.isMetered || hasQuota {
            let rates = configuration.prices.worstRates(provider: provider, model: name, wall: now.wall)
            do throws(KeyRefusal) {
                let bound = try bound(name)
                demand = CallDemand(tokens: bound.tokens, cost: rates?.cost(bound))
                if metering.inMoney, demand.cost == nil || asksForPriority {
                    throw KeyRefusal.priceUnknown(model: name, provider: provider)
                }
            } catch {
                if metering.isMetered { throw error.error }
                // A quota can do with an estimate where a key's budget cannot.
                let guess = CallBound(input: Int64(question.request.body.readableBytes / 4 + 1), output: 256)
                demand = CallDemand(tokens: guess.tokens, cost: rates?.cost(guess))
            }
        }
        var reservation = CallReservation(provider: provider, hasQuota: hasQuota, demand: demand)
        if hasQuota { try askQuota(reservation, model: name, wall: now.wall) }
        if let key {
            do throws(KeyRefusal) {
                reservation.key = (key, try key.reserve(metering.isMetered ? demand : CallDemand(), at: now))
            } catch {
                if hasQuota { configuration.quotas.release(provider, demand) }
                throw error.error
            }
        }
        self.reservation = reservation
    }

    /// The most tokens that the call can take.
    private func bound(_ model: String) throws(KeyRefusal) -> CallBound {
        try CallBound.of(
            question.reading?.conversation, hasProviderState: question.reading?.caching == .providerState,
            model: model, bytes: question.request.body.readableBytes, cap: configuration.outputCap,
            writes: question.passage != .embeddings)
    }

    /// Whether the request wants a service that costs more than the list price.
    private var asksForPriority: Bool {
        question.reading?.conversation?.extras.contains {
            $0.name == "service_tier" && String(decoding: $0.json, as: UTF8.self) == "\"priority\""
        } ?? false
    }

    private func askQuota(_ reservation: CallReservation, model: String, wall: Int64) throws(GatewayError) {
        let provider = reservation.provider
        switch configuration.quotas.ask(provider, reservation.demand, wall: wall) {
        case .room(let near):
            for line in near {
                configuration.tell?("[quota:\(provider)] \(line.text) may be used by what is under way")
            }
        case .over(let lines, let isNew):
            guard isNew else { return }
            for line in lines { configuration.tell?("[quota:\(provider)] the limit is reached: \(line.text)") }
        case .full(let lines):
            stopsChain = configuration.quotas.limits(provider)?.action == .block
            throw QuotaRefusal.error(provider, lines, wall: wall)
        case .unpriced:
            stopsChain = configuration.quotas.limits(provider)?.action == .block
            throw QuotaRefusal.unpriced(provider, model: model)
        case nil: break
        }
    }

    /// The call was not made, or nobody charges for it.
    func releaseReservation() {
        guard let reservation else { return }
        self.reservation = nil
        if reservation.hasQuota { configuration.quotas.release(reservation.provider, reservation.demand) }
        if let (key, held) = reservation.key { key.release(held, at: loop.gateTime()) }
    }

    /// The call has ended: counts what it took and gives the rest back.
    ///
    /// - Parameter counts: what is billed; nil for nothing.
    func settleReservation(_ counts: TokenCounts?, model: String, answeredModel: String?) {
        guard let reservation else { return }
        guard let counts else { return releaseReservation() }
        self.reservation = nil
        let now = loop.gateTime()
        let cost = configuration.prices.cost(
            provider: reservation.provider, asked: model, answered: answeredModel, counts: counts,
            day: Int(CalendarWindow.day.start(of: now.wall) / 86_400))
        // What was reserved is charged where the price of what was really served is not known: unknown is not nothing.
        let actual = CallDemand(tokens: counts.total, cost: cost?.nanos ?? reservation.demand.cost)
        if reservation.hasQuota {
            configuration.quotas.settle(reservation.provider, reservation.demand, actual: actual, wall: now.wall)
        }
        guard let (key, held) = reservation.key else { return }
        key.settle(held, actual: actual, at: now)
        configuration.keyJournal?.spent(key)
    }
}
