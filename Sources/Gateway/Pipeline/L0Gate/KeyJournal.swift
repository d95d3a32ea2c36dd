// SPDX-License-Identifier: Apache-2.0

/// Who writes down what keys have used, so that it counts after a restart.
public protocol KeyJournal: Sendable {
    /// Something of a key's was settled. Must not wait; called from event loops.
    func spent(_ state: KeyState)
}
