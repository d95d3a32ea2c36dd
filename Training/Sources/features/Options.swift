// SPDX-License-Identifier: Apache-2.0

/// What the command line asks for.
struct Options {
    var pairs = ""
    var out = ""
    var names: String?
    var probabilities: String?
    var weights = ".build/weights/all-minilm-l6-v2"
    var isLexical = false

    static let usage = """
        features PAIRS.jsonl --out X.npy [--names NAMES.json] [--probabilities P.npy] [--weights FOLDER] [--lexical]

        Reads lines of {"a": "...", "b": "..."} and writes a float64 matrix: a row a line, first the model's features, then a
        column for each veto (1 if it speaks). --names writes {"features": [...], "vetoes": [...]}. --probabilities writes
        what the embedded model makes of each pair. --lexical leaves the encoder out.
        """

    /// Nil if the command line makes no sense.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--out": out = rest.popFirst() ?? ""
            case "--names": names = rest.popFirst()
            case "--probabilities": probabilities = rest.popFirst()
            case "--weights": weights = rest.popFirst() ?? ""
            case "--lexical": isLexical = true
            default:
                guard pairs.isEmpty, !argument.hasPrefix("-") else { return nil }
                pairs = argument
            }
        }
        if pairs.isEmpty || out.isEmpty || weights.isEmpty { return nil }
    }
}
