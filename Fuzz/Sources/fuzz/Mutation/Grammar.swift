// SPDX-License-Identifier: Apache-2.0

/// The shape that a target's inputs have.
enum Grammar {
    /// One JSON text.
    case json
    /// Server-sent events whose data is JSON.
    case events
    /// HTTP/1.1 responses, one after another.
    case http
    /// A short line of text.
    case text
}
