// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The value of `X-Isartor-Mutations`: the request's entries of the mutation ledger.
enum MutationField {
    /// One `place:reason@offset-removed+inserted` an entry, in bytes.
    static func text(_ mutations: [Mutation]) -> String {
        mutations.map {
            "\($0.place.rawValue):\($0.reason.rawValue)@\($0.offset)-\($0.removed)+\($0.inserted)"
        }.joined(separator: ", ")
    }
}
