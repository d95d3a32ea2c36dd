// SPDX-License-Identifier: Apache-2.0

/// Why a question has no vectors; its request goes on without.
public enum EncodingMiss: String, Error, Sendable, Hashable, CaseIterable {
    /// Too many texts wait.
    case busy = "encoder_busy"
    /// It took too long.
    case late = "encoder_late"
    /// There is nothing in the text that could be encoded, or too much.
    case unreadable = "encoder_unreadable"
    /// The encoder does not work.
    case failed = "encoder_failed"
}
