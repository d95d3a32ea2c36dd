// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The member of that name, written in camel case or in snake case: protobuf's JSON takes both.
    func field(_ camelCase: String) -> JSONValue? {
        let found = self[camelCase] ?? self[Self.snakeCase(camelCase)]
        return found?.isNull == true ? nil : found
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { result, letter in
            if letter.isUppercase { result.append("_") }
            result += letter.lowercased()
        }
    }
}
