// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger

/// What kind of entry it is, which layer and which door: in one small number.
struct EventShape {
    var kind: UsageEvent.Kind
    var layer: Layer
    var surface: Surface

    init(_ event: UsageEvent) {
        kind = event.kind
        layer = event.layer
        surface = event.surface
    }

    /// Reads what ``number`` wrote; nil for what a newer version may have written.
    init?(number: Int64) {
        guard let kind = UsageEvent.Kind(rawValue: UInt8(truncatingIfNeeded: number & 1)),
            let layer = Layer(code: number >> 1 & 15),
            let surface = Surface(code: number >> 5 & 15)
        else { return nil }
        self.kind = kind
        self.layer = layer
        self.surface = surface
    }

    var number: Int64 { Int64(kind.rawValue) | layer.code << 1 | surface.code << 5 }
}
