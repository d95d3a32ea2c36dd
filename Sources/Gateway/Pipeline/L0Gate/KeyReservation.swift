// SPDX-License-Identifier: Apache-2.0

/// What was reserved of a key's budgets for one call, to be given back exactly once.
public struct KeyReservation: Sendable, Hashable {
    /// In nano-dollars.
    let cost: Int64
    let tokens: Int64
    /// When the tokens were taken from the key's minute, in milliseconds.
    let taken: Int64
}
