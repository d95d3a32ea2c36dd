// SPDX-License-Identifier: Apache-2.0

internal import Embedder
internal import Foundation
internal import Verifier

struct Pair: Decodable {
    let a: String
    let b: String
}

func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
    note(Options.usage)
    exit(64)
}

do {
    let lines = try String(contentsOfFile: options.pairs, encoding: .utf8).split(separator: "\n")
    let decoder = JSONDecoder()
    let pairs = try lines.map { try decoder.decode(Pair.self, from: Data($0.utf8)) }
    // Features do not need a model; the one that is embedded may be of another build.
    let verifier = options.probabilities == nil ? Verifier(model: nil) : try Verifier()
    var texts = try Texts(
        verifier, encoder: options.isLexical ? nil : try Encoder(EncoderFiles(folder: options.weights)))
    var matrix = Matrix(columns: PairFeatures.names.count + Veto.allCases.count)
    var probabilities = Matrix(columns: 1)
    for (index, pair) in pairs.enumerated() {
        let (first, second) = (try texts.prepare(pair.a), try texts.prepare(pair.b))
        let (values, vetoes) = verifier.features(first, second)
        matrix.append(values + Veto.allCases.map { vetoes.contains($0) ? 1 : 0 })
        if let model = verifier.model, options.probabilities != nil {
            probabilities.append([model.probability(values)])
        }
        if index % 5000 == 4999 { note("\(index + 1) of \(pairs.count) pairs, \(texts.encoded) texts encoded") }
    }
    try matrix.write(to: options.out)
    if let path = options.probabilities { try probabilities.write(to: path) }
    if let path = options.names {
        let names = ["features": PairFeatures.names, "vetoes": Veto.allCases.map { "veto_" + $0.rawValue }]
        try JSONEncoder().encode(names).write(to: URL(fileURLWithPath: path))
    }
} catch {
    note("features: \(error)")
    exit(1)
}
