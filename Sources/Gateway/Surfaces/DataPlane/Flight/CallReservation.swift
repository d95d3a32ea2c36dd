// SPDX-License-Identifier: Apache-2.0

import Pipeline

/// What is reserved for a call that is about to be made or under way.
struct CallReservation {
    /// Whose quota it is taken of.
    let provider: String
    let hasQuota: Bool
    /// The worst case.
    let demand: CallDemand
    /// Whose budgets it is taken of, and what was taken there.
    var key: (state: KeyState, held: KeyReservation)?
}
