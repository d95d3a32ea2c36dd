// SPDX-License-Identifier: Apache-2.0

/// Boosted trees that say how probable it is that two prompts want one answer.
///
/// Made by `Training` (format: docs/verifier/README.md); evaluation walks arrays, allocates nothing and always ends, since a
/// node's children come after it.
public struct TreeModel: Sendable {
    private struct Node {
        let value: Double
        let feature: UInt32
        let left: UInt32
        let right: UInt32
    }

    private let nodes: [Node]
    private let roots: [UInt32]
    private let bias: Double
    /// Raw scores, ascending, and the probability at each.
    private let calibration: [(raw: Double, probability: Double)]
    /// Probability from which on a pair counts as the same, unless told otherwise.
    public let threshold: Double
    /// Number of values that it reads.
    public let featureCount: Int
    /// What the model was made from, JSON.
    public let provenance: String

    private static let leaf = UInt32.max

    /// Reads a model and checks that it was trained on these features.
    ///
    /// - Parameters:
    ///   - bytes: the file; every length and index in it is checked.
    ///   - featureNames: names of the values that ``probability(_:)`` will get, in order.
    /// - Throws: `TableDefect` for a file that is damaged, of another format, or trained on other features.
    public init(_ bytes: UnsafeRawBufferPointer, featureNames: [String]) throws(TableDefect) {
        let table = try TableReader(bytes, name: "ISTREES", checksumAt: 72)
        guard let counts = table.words(at: 8, count: 10), let hash = table.long(at: 48),
            let head = table.doubles(at: 56, count: 2)
        else { throw .damaged("head of the trees") }
        guard Int(counts[0]) == featureNames.count, hash == TextDigest.key(featureNames.joined(separator: "\n")) else {
            throw .otherFeatures
        }
        guard counts[3] > 0, let roots = table.words(at: Int(counts[4]), count: Int(counts[1])),
            roots.allSatisfy({ $0 < counts[2] })
        else {
            throw .damaged("roots")
        }
        guard let points = table.doubles(at: Int(counts[6]), count: Int(counts[3]) * 2),
            let note = table.bytes(at: Int(counts[7]), count: Int(counts[8]))
        else { throw .damaged("calibration") }
        nodes = try Self.nodes(table, at: Int(counts[5]), count: counts[2], features: counts[0])
        calibration = (0..<Int(counts[3])).map { (points[$0 * 2], points[$0 * 2 + 1]) }
        guard zip(calibration, calibration.dropFirst()).allSatisfy({ $0.raw < $1.raw }) else {
            throw .damaged("calibration")
        }
        self.roots = roots
        (bias, threshold) = (head[0], head[1])
        featureCount = Int(counts[0])
        provenance = String(decoding: note, as: UTF8.self)
    }

    private static func nodes(_ table: TableReader, at start: Int, count: UInt32, features: UInt32) throws(TableDefect)
        -> [Node]
    {
        guard table.bytes(at: start, count: 0) != nil, let fields = table.words(at: start, count: Int(count) * 6) else {
            throw .damaged("nodes")
        }
        var nodes: [Node] = []
        nodes.reserveCapacity(Int(count))
        for index in 0..<count {
            guard let value = table.doubles(at: start + Int(index) * 24, count: 1)?.first else {
                throw .damaged("nodes")
            }
            let place = Int(index) * 6
            let node = Node(value: value, feature: fields[place + 2], left: fields[place + 3], right: fields[place + 4])
            if node.feature != leaf {
                guard node.feature < features, node.left > index, node.right > index, node.left < count,
                    node.right < count
                else {
                    throw .damaged("links of a node")
                }
            }
            nodes.append(node)
        }
        return nodes
    }

    /// The calibrated probability for one row of ``featureCount`` finite values.
    public func probability(_ features: [Double]) -> Double {
        guard features.count == featureCount else { return 0 }
        var sum = bias
        nodes.withUnsafeBufferPointer { nodes in
            features.withUnsafeBufferPointer { features in
                for root in roots {
                    var node = nodes[Int(root)]
                    while node.feature != Self.leaf {
                        node = nodes[Int(features[Int(node.feature)] <= node.value ? node.left : node.right)]
                    }
                    sum += node.value
                }
            }
        }
        return calibrated(sum)
    }

    private func calibrated(_ raw: Double) -> Double {
        guard let first = calibration.first, let last = calibration.last else { return 0 }
        if raw <= first.raw { return first.probability }
        if raw > last.raw { return last.probability }
        var (low, high) = (0, calibration.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if raw <= calibration[middle].raw { high = middle } else { low = middle }
        }
        let (before, after) = (calibration[low], calibration[high])
        return before.probability + (after.probability - before.probability) * (raw - before.raw)
            / (after.raw - before.raw)
    }
}
