// SPDX-License-Identifier: Apache-2.0

/// An entry on its way into the index.
struct NewEntry: Sendable {
    let id: UInt64
    let vectors: QuantisedVectors
    let partition: PartitionKey
    /// When it is no longer found, in milliseconds.
    let expires: Int64
}
