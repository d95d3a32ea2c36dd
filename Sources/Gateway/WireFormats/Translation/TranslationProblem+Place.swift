// SPDX-License-Identifier: Apache-2.0

/// Readers name a field within what they read; whoever called them puts the place in front.
extension TranslationProblem {
    /// The same problem in a field that stands inside `place`.
    func inside(_ place: String) -> TranslationProblem {
        var problem = self
        if field.isEmpty {
            problem.field = place
        } else {
            problem.field = field.hasPrefix("[") ? place + field : "\(place).\(field)"
        }
        return problem
    }

    /// The field is not what its format says that it is.
    static func malformed(_ field: String, _ explanation: String) -> TranslationProblem {
        TranslationProblem(.malformed, field, explanation)
    }
}
