// SPDX-License-Identifier: Apache-2.0

/// The breakers of one provider, one a model; clients choose the models' names, so later ones share a breaker.
struct BreakerTable: Sendable {
    static var mostModels: Int { 64 }
    /// Models of longer names, in bytes, share a breaker too.
    static var longestName: Int { 256 }

    private let limits: Breaker.Limits
    private var places: [String: Int] = [:]
    private var names: [String?] = []
    private var breakers: ContiguousArray<Breaker> = []
    private var shared: Int?
    private var lastName = ""
    private var lastPlace = -1
    /// How many are not closed.
    private(set) var openCount = 0

    init(limits: Breaker.Limits) { self.limits = limits }

    /// The place of the model's breaker, which is made if there is none.
    mutating func place(of model: String) -> Int {
        // Most requests are for the model of the one before.
        if lastPlace >= 0, model == lastName { return lastPlace }
        let place = find(model) ?? make(model)
        lastName = model
        lastPlace = place
        return place
    }

    private func find(_ model: String) -> Int? {
        places[model] ?? (places.count >= Self.mostModels || model.utf8.count > Self.longestName ? shared : nil)
    }

    private mutating func make(_ model: String) -> Int {
        let place = breakers.count
        breakers.append(Breaker(limits: limits))
        if places.count < Self.mostModels, model.utf8.count <= Self.longestName {
            places[model] = place
            names.append(model)
        } else {
            shared = place
            names.append(nil)
        }
        return place
    }

    /// Until when a request for `model` would be refused; nil if it would not be.
    func refusal(of model: String, now: Int64) -> Int64? {
        find(model).flatMap { breakers[$0].refusal(now: now) }
    }

    func refusal(_ place: Int, now: Int64) -> Int64? { breakers[place].refusal(now: now) }

    mutating func admit(_ place: Int, now: Int64) -> Breaker.Admission { breakers[place].admit(now: now) }

    mutating func settle(_ place: Int, isFailure: Bool, began: Int64, isProbe: Bool, now: Int64) {
        guard breakers.indices.contains(place) else { return }
        let wasClosed = breakers[place].isClosed
        if isFailure {
            breakers[place].failed(began: began, isProbe: isProbe, now: now)
        } else {
            breakers[place].succeeded(began: began, isProbe: isProbe, now: now)
        }
        let isClosed = breakers[place].isClosed
        if wasClosed != isClosed { openCount += isClosed ? -1 : 1 }
    }

    func reports(now: Int64) -> [BreakerReport] {
        zip(names, breakers).map { name, breaker in
            BreakerReport(
                model: name, state: breaker.state(now: now), refusesFor: breaker.refusal(now: now).map { $0 - now })
        }
    }
}
