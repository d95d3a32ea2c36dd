// SPDX-License-Identifier: Apache-2.0

/// A request that the fake provider answers with an error, before it wears the family's shape.
struct Refusal: Error, Equatable {
    var status: Int
    var message: String
    /// OpenAI's `code` or Gemini's `status`, where it is not the HTTP status's usual one.
    var code: String?
    /// OpenAI's `param`: the field at fault.
    var parameter: String?

    /// A field that is missing or has the wrong type.
    static func invalid(_ message: String, parameter: String? = nil, code: String? = nil) -> Refusal {
        Refusal(status: 400, message: message, code: code, parameter: parameter)
    }
}
