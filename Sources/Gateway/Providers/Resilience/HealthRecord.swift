// SPDX-License-Identifier: Apache-2.0

/// How a provider did lately, from real traffic.
///
/// Times are milliseconds of one monotonic clock.
public struct HealthRecord: Sendable {
    /// One word for how a provider does.
    public enum Status: String, Sendable, Hashable {
        case healthy
        case failing
        /// Nothing is known, or nothing that is not long past.
        case unknown
    }

    /// How much one result weighs in the averages.
    public static var weight: Double { 0.1 }
    /// Without traffic, the share of errors halves in so many milliseconds; in a minute an eighth is left.
    public static var halfLife: Int64 { 20_000 }
    /// After so many milliseconds errors alone no longer make a provider a failing one.
    public static var memory: Int64 { 60_000 }

    public private(set) var requests = 0
    public private(set) var errors = 0
    /// The mean time to the first byte in milliseconds, the latest answers weighing most; nil without answers.
    public private(set) var firstByte: Double?
    public private(set) var lastSuccess: Int64?
    public private(set) var lastError: Int64?
    public private(set) var lastErrorClass: FailureClass?
    public private(set) var lastErrorWord: String?
    private var share = 0.0
    private var shareAt: Int64 = 0
    private var inRow = 0

    public init() {}

    /// A request went well, its first byte coming after `firstByte` milliseconds.
    public mutating func answered(firstByte latency: Int64, now: Int64) {
        requests += 1
        inRow = 0
        lastSuccess = now
        let latency = Double(max(0, latency))
        firstByte = firstByte.map { $0 + (latency - $0) * Self.weight } ?? latency
        if share > 0 { weigh(0, now) }
    }

    /// A request failed. What only the request is to blame for is no error of the provider.
    public mutating func failed(_ failure: FailureClass, word: String? = nil, now: Int64) {
        requests += 1
        guard failure != .requestRefused else { return }
        errors += 1
        inRow += 1
        lastError = now
        lastErrorClass = failure
        lastErrorWord = word ?? failure.rawValue
        weigh(1, now)
    }

    /// A request was given up by its client.
    public mutating func abandoned() { requests += 1 }

    /// Somebody looked whether the provider is there; that is no request.
    public mutating func pinged(_ failure: FailureClass?, now: Int64) {
        guard let failure else {
            inRow = 0
            lastSuccess = now
            return
        }
        inRow += 1
        lastError = now
        lastErrorClass = failure
        lastErrorWord = "ping: " + failure.rawValue
    }

    private mutating func weigh(_ result: Double, _ now: Int64) {
        let faded = errorShare(now: now)
        share = faded + (result - faded) * Self.weight
        shareAt = now
    }

    /// The share of errors, 0…1, the latest results weighing most.
    public func errorShare(now: Int64) -> Double {
        guard share > 0 else { return 0 }
        let age = max(0, now - shareAt)
        let halvings = age / Self.halfLife
        guard halvings < 60 else { return 0 }
        // Straight between the halvings: nobody needs it more exactly.
        let part = Double(age % Self.halfLife) / Double(Self.halfLife)
        return share / Double(Int64(1) << halvings) * (1 - part / 2)
    }

    public func status(now: Int64) -> Status {
        if let lastError, now - lastError < Self.memory,
            lastSuccess == nil || inRow >= 3 || errorShare(now: now) >= 0.5
        {
            return .failing
        }
        guard let lastSuccess else { return .unknown }
        return inRow >= 3 && (lastError ?? .min) >= lastSuccess ? .unknown : .healthy
    }
}
