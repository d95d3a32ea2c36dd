// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The memory in which one worker encodes one text after another: 3.2 MB, used again and again.
///
/// Not for two threads at a time.
public final class EncoderScratch {
    private let memory: UnsafeMutableRawPointer
    private(set) var pieces = PieceList()
    private var word = WordBuffer()
    private var window: [Int32] = []
    /// The mean over the pieces of the last run.
    private(set) var mean = [Float](repeating: 0, count: TextEncoding.dimension)

    /// Throws if there is no memory.
    public init() throws(EncoderFailure) {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 4096, encoder_scratch_size()) == 0, let memory else {
            throw EncoderFailure.noMemory
        }
        self.memory = memory
        window.reserveCapacity(Int(encoder_window))
    }

    deinit { free(memory) }

    /// Cuts a text into ``pieces``.
    func cut(_ text: Span<UInt8>, with tokenizer: WordPieceTokenizer) {
        pieces.removeAll()
        tokenizer.tokenize(text, into: &pieces, word: &word)
    }

    /// Runs the encoder over some of the pieces and leaves ``mean``.
    ///
    /// - Returns: the outputs of the layers, marks included; nil if the run was refused.
    func run(_ range: Range<Int>, _ vocabulary: Vocabulary, _ pass: Encoder.Pass, layers: [Int]) -> [[Float]]? {
        window.removeAll(keepingCapacity: true)
        window.append(vocabulary.start)
        window.append(contentsOf: pieces.numbers[range])
        window.append(vocabulary.end)
        var outputs = layers.map { _ in [Float](repeating: 0, count: window.count * TextEncoding.dimension) }
        var run = encoder_run()
        run.base = pass.base.start
        run.weights = pass.weights.start
        run.precision = pass.weights.part
        run.level = pass.level
        run.count = Int32(window.count)
        run.scratch = memory.assumingMemoryBound(to: UInt8.self)
        run.calibration = pass.calibration
        let isDone = window.withUnsafeBufferPointer { window in
            mean.withUnsafeMutableBufferPointer { mean in
                run.pieces = window.baseAddress
                run.mean = mean.baseAddress
                return forward(&run, layers: layers[...], outputs: &outputs)
            }
        }
        return isDone ? outputs : nil
    }

    /// Lends the memory of each wanted layer's output to the run, one within the other, then runs.
    private func forward(_ run: inout encoder_run, layers: ArraySlice<Int>, outputs: inout [[Float]]) -> Bool {
        guard let layer = layers.first else { return encoder_forward(&run) }
        let place = outputs.count - layers.count
        var output: [Float] = []
        swap(&output, &outputs[place])
        defer { swap(&output, &outputs[place]) }
        return output.withUnsafeMutableBufferPointer { memory in
            switch layer {
            case 1: run.outputs.0 = memory.baseAddress
            case 2: run.outputs.1 = memory.baseAddress
            case 3: run.outputs.2 = memory.baseAddress
            case 4: run.outputs.3 = memory.baseAddress
            case 5: run.outputs.4 = memory.baseAddress
            case 6: run.outputs.5 = memory.baseAddress
            default: break
            }
            return forward(&run, layers: layers.dropFirst(), outputs: &outputs)
        }
    }
}
