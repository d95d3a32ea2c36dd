// SPDX-License-Identifier: Apache-2.0

/// How one provider stands, for those who operate the gateway; holds nothing secret. Times are milliseconds.
public struct MemberReport: Sendable, Hashable {
    public var id: String
    public var status: HealthRecord.Status
    /// Requests that have ended.
    public var requests: Int
    public var errors: Int
    public var lastSuccessAge: Int64?
    public var lastErrorAge: Int64?
    public var lastErrorClass: FailureClass?
    public var lastErrorWord: String?
    /// The mean time to the first byte, the latest answers weighing most.
    public var firstByte: Double?
    /// The share of errors, 0…1, the latest results weighing most.
    public var errorShare: Double
    public var breakers: [BreakerReport]
    public var keys: [KeyReport]
    public var inFlight: Int
    /// Requests at a time since the provider showed overload; nil if it did not.
    public var limit: Int?
    public var waiting: Int
}
