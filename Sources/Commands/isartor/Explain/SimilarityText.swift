// SPDX-License-Identifier: Apache-2.0

/// Similarities, scores and shares as a person reads them.
enum SimilarityText {
    /// 0.9312 as 0.93.
    static func number(_ value: Double?) -> String {
        guard let value else { return "-" }
        let hundredths = Int((value * 100).rounded())
        return (hundredths < 0 ? "-" : "")
            + "\(abs(hundredths) / 100).\(abs(hundredths) % 100 < 10 ? "0" : "")\(abs(hundredths) % 100)"
    }

    /// 0.0123 as 1.23 %.
    static func share(_ value: Double?) -> String {
        guard let value else { return "-" }
        var text = number(value * 100)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + " %"
    }
}
