// SPDX-License-Identifier: Apache-2.0

/// What a request asks of a member's state.
struct Admittance {
    var member: Int
    var model: String
    var avoided: [Int]
    var preferred: Int?
    var isLastResort: Bool
    var isOnly: Bool
    var needsKey: Bool
    var ticket: Int?
    var now: Int64
}
