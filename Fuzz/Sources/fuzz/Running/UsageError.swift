// SPDX-License-Identifier: Apache-2.0

/// Something that whoever started the program can put right.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
