// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// The request reader in the words of tests: the identity is the canonical text itself.
enum Reading {
    static func read(
        _ text: String, _ surface: Surface = .chatCompletions, limits: JSONLimits = JSONLimits(),
        _ change: (inout RequestContext) -> Void = { _ in }
    ) throws(GatewayError) -> (reading: RequestReading, identity: [UInt8]?) {
        var context = RequestContext(surface: surface, principal: .local)
        change(&context)
        var reader = RequestReader(limits: limits)
        let bytes = Array(text.utf8)
        return try reader.read(bytes.span, in: context) { $0 }
    }

    /// The identity of a request that has one.
    static func identity(
        _ text: String, _ surface: Surface = .chatCompletions, _ change: (inout RequestContext) -> Void = { _ in },
        _ place: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        try #require(try read(text, surface, change).identity, "\(text) has no identity", sourceLocation: place)
    }

    /// Why a request is refused, if it is.
    static func error(_ text: String, _ surface: Surface = .chatCompletions, limits: JSONLimits = JSONLimits())
        -> GatewayError?
    {
        do { _ = try read(text, surface, limits: limits) } catch { return error }
        return nil
    }
}
