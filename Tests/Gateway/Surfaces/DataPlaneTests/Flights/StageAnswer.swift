// SPDX-License-Identifier: Apache-2.0

/// What a client has got so far.
struct StageAnswer {
    var status = 0
    /// The header lines, names in lower case.
    var fields: [(name: String, value: String)] = []
    var body = ""
    var isComplete = false
    /// Whether the gateway closed the connection.
    var isClosed = false
    /// All bytes as they came.
    var wire = ""

    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var provider: String? { field("x-isartor-provider") }

    /// The code of the error in the body, whichever format it is in; of a stream, of its last event.
    var code: String? {
        body.split(separator: "\"code\":\"").dropFirst().last.map { String($0.prefix { $0 != "\"" }) }
    }
}
