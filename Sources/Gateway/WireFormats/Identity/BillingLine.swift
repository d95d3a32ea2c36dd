// SPDX-License-Identifier: Apache-2.0

/// The system block in which Claude Code tells Anthropic whom to bill.
///
/// It differs between two runs of the same prompt and says nothing to the model, so it is left out of the identity.
/// Only a single line of `key=value;` pairs counts as one: text that a model could read never does.
enum BillingLine {
    private static let prefix: StaticString = "x-anthropic-billing-header:"
    private static let longest = 256

    static func isOne(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Bool {
        guard let type = tape.member("type", of: index, in: source), tape.matches(type, "text", in: source),
            let text = tape.member("text", of: index, in: source)
        else { return false }
        let node = tape.nodes[text]
        guard node.kind == .string, !node.isEscaped else { return false }
        let length = Int(node.end - node.start)
        let prefixLength = prefix.utf8CodeUnitCount
        guard length > prefixLength, length <= longest else { return false }
        for offset in 0..<prefixLength where source[Int(node.start) + offset] != prefix.utf8Start[offset] {
            return false
        }
        var spaces = 0
        for place in Int(node.start) + prefixLength..<Int(node.end) {
            let byte = source[place]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "="), UInt8(ascii: ";"):
                continue
            case UInt8(ascii: " "):
                // A space only opens a pair: sentences do not pass.
                spaces += 1
                let before = source[place - 1]
                guard before == UInt8(ascii: ";") || before == UInt8(ascii: ":") else { return false }
            default:
                return false
            }
        }
        return spaces <= 8
    }
}
