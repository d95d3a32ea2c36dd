// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A text and its vector as ONNX Runtime computes it in fp32.
struct VectorEntry: Decodable {
    let text: String
    let vector: Data

    var values: [Float] {
        vector.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
            }
        }
    }
}
