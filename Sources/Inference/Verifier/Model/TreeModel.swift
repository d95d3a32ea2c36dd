// SPDX-License-Identifier: Apache-2.0

/// Boosted trees that say how probable it is that two prompts want one answer.
///
/// Made by `Training` (format: docs/verifier/README.md). Four trees are walked at a time, each for as many steps as the
/// deepest of them has: no step waits for another tree's, and none is guessed by the processor. Since a node's children come
/// after it, every walk ends.
public struct TreeModel: Sendable {
    /// Goes on to `next` where the feature is not above `value`, else to the one behind. A leaf goes on to itself, and its
    /// `value` is the tree's.
    private struct Node {
        let value: Double
        let feature: UInt32
        let next: UInt32
    }

    private struct Tree {
        let number: Int
        let root: UInt32
        let depth: Int
    }

    private let nodes: [Node]
    /// Trees of like depth together, fours of them; the last one may be there more than once.
    private let trees: [Tree]
    private let treeCount: Int
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
        let (nodes, trees) = try Self.trees(
            roots, Self.nodes(table, at: Int(counts[5]), count: counts[2], features: counts[0]), features: counts[0])
        self.nodes = nodes
        self.trees = trees
        treeCount = roots.count
        calibration = (0..<Int(counts[3])).map { (points[$0 * 2], points[$0 * 2 + 1]) }
        guard zip(calibration, calibration.dropFirst()).allSatisfy({ $0.raw < $1.raw }) else {
            throw .damaged("calibration")
        }
        (bias, threshold) = (head[0], head[1])
        featureCount = Int(counts[0])
        provenance = String(decoding: note, as: UTF8.self)
    }

    /// A node as it stands in the file, its children somewhere behind it.
    private struct FileNode {
        let value: Double
        let feature: UInt32
        let left: UInt32
        let right: UInt32
    }

    private static func nodes(_ table: TableReader, at start: Int, count: UInt32, features: UInt32) throws(TableDefect)
        -> [FileNode]
    {
        guard table.bytes(at: start, count: 0) != nil, let fields = table.words(at: start, count: Int(count) * 6) else {
            throw .damaged("nodes")
        }
        var nodes: [FileNode] = []
        nodes.reserveCapacity(Int(count))
        for index in 0..<count {
            guard let value = table.doubles(at: start + Int(index) * 24, count: 1)?.first, !value.isNaN else {
                throw .damaged("nodes")
            }
            let place = Int(index) * 6
            let node = FileNode(
                value: value, feature: fields[place + 2], left: fields[place + 3], right: fields[place + 4])
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

    /// The trees with each node's children beside each other, and in the order in which they are walked.
    private static func trees(
        _ roots: [UInt32], _ file: [FileNode], features: UInt32
    ) throws(TableDefect) -> ([Node], [Tree]) {
        var nodes: [Node] = []
        nodes.reserveCapacity(file.count)
        var trees: [Tree] = []
        for (number, root) in roots.enumerated() {
            let place = nodes.count
            // Nodes of one level after the other; where they go on is known once their children have their places.
            var level = [root]
            var depth = 0
            while !level.isEmpty {
                var next = nodes.count + level.count
                var children: [UInt32] = []
                for index in level {
                    let node = file[Int(index)]
                    if node.feature == leaf {
                        nodes.append(Node(value: node.value, feature: features, next: UInt32(nodes.count)))
                    } else {
                        nodes.append(Node(value: node.value, feature: node.feature, next: UInt32(next)))
                        children += [node.left, node.right]
                        next += 2
                    }
                }
                // Trees that share nodes would grow without bound here.
                guard nodes.count + children.count <= file.count else { throw .damaged("links of a node") }
                level = children
                if !children.isEmpty { depth += 1 }
            }
            trees.append(Tree(number: number, root: UInt32(place), depth: depth))
        }
        trees.sort { ($0.depth, $0.number) < ($1.depth, $1.number) }
        while let last = trees.last, trees.count % 4 != 0 { trees.append(last) }
        return (nodes, trees)
    }

    /// The calibrated probability for one row of ``featureCount`` finite values.
    public func probability(_ features: [Double]) -> Double {
        guard features.count == featureCount else { return 0 }
        let sum = withUnsafeTemporaryAllocation(of: Double.self, capacity: featureCount + 1 + treeCount) { memory in
            for (place, feature) in features.enumerated() { memory.initializeElement(at: place, to: feature) }
            // What leaves look at: it is never above their value.
            memory.initializeElement(at: featureCount, to: -.infinity)
            for place in 0..<treeCount { memory.initializeElement(at: featureCount + 1 + place, to: 0) }
            walk(memory, values: featureCount + 1)
            // In the order of the file, as the trainer adds them up.
            return memory[(featureCount + 1)...].reduce(bias, +)
        }
        return calibrated(sum)
    }

    /// Puts each tree's value where `values` begins.
    private func walk(_ memory: UnsafeMutableBufferPointer<Double>, values: Int) {
        nodes.withUnsafeBufferPointer { nodes in
            func step(_ index: inout Int) {
                let node = nodes[index]
                index = Int(node.next) &+ (memory[Int(node.feature)] <= node.value ? 0 : 1)
            }
            for place in stride(from: 0, to: trees.count, by: 4) {
                let (one, two, three, four) = (trees[place], trees[place + 1], trees[place + 2], trees[place + 3])
                var (a, b, c, d) = (Int(one.root), Int(two.root), Int(three.root), Int(four.root))
                // The last of four is the deepest.
                for _ in 0..<four.depth {
                    step(&a)
                    step(&b)
                    step(&c)
                    step(&d)
                }
                memory[values + one.number] = nodes[a].value
                memory[values + two.number] = nodes[b].value
                memory[values + three.number] = nodes[c].value
                memory[values + four.number] = nodes[d].value
            }
        }
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
