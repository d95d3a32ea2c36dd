// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an upstream's HTTP.
public enum ResponseProblem: Error, Sendable, Hashable {
    case malformedStatusLine
    case malformedHeader
    case headTooLarge
    case conflictingLength
    case unknownTransferEncoding
    case malformedChunk
}
