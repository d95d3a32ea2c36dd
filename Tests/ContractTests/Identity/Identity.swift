// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// What the code makes of a request.
enum Identity: Equatable, CustomTestStringConvertible {
    case of([UInt8])
    case uncacheable
    case refused(String)

    /// - Parameter context: what stands around the body; the surface's plain one unless given.
    init(_ body: [UInt8], _ surface: Surface, reader: inout RequestReader, in context: RequestContext? = nil) {
        do {
            let context =
                context
                ?? RequestContext(surface: surface, principal: .local, pathModel: surface == .gemini ? "m" : nil)
            // The text itself, not its digest: nothing can hide in it.
            let found = try reader.read(body.span, in: context, digest: { $0 })
            self = found.identity.map(Identity.of) ?? .uncacheable
        } catch {
            self = .refused(error.code)
        }
    }

    init(_ json: String, _ surface: Surface, in context: RequestContext? = nil) {
        var reader = RequestReader()
        self.init(Array(json.utf8), surface, reader: &reader, in: context)
    }

    /// Short: a canonical text is as long as its request.
    var testDescription: String {
        switch self {
        case .of(let text): "identity of \(text.count) bytes"
        case .uncacheable: "uncacheable"
        case .refused(let code): "refused: \(code)"
        }
    }

    var isCacheable: Bool { if case .of = self { true } else { false } }
}
