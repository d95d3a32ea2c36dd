// SPDX-License-Identifier: Apache-2.0

/// Names a request until its answer has ended, also across a reset.
struct RequestTicket: Sendable, Equatable {
    /// How many resets there were before; what an older answer does is in nobody's books any more.
    var epoch: Int
    var number: Int
}
