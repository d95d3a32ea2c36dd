// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// Takes an embedding server's answer as it comes, no more of it than an answer may have, and reads the vector.
final class EmbeddingReceiver: UpstreamReceiver {
    private let endpoint: EmbeddingEndpoint
    private var tell: ((Result<[Float], EmbeddingFailure>) -> Void)?
    private var status = 0
    private var body: [UInt8] = []
    var call: (any ProviderCall)?

    /// - Parameter tell: called once.
    init(_ endpoint: EmbeddingEndpoint, tell: @escaping (Result<[Float], EmbeddingFailure>) -> Void) {
        self.endpoint = endpoint
        self.tell = tell
    }

    func upstreamHead(_ head: ResponseHead) { status = head.status }

    func upstreamBody(_ bytes: ByteBuffer) {
        guard tell != nil else { return }
        body.append(contentsOf: bytes.readableBytesView)
        guard body.count > EmbeddingAnswer.limit else { return }
        call?.cancel()
        end(.failure(.malformed))
    }

    func upstreamPause() {}

    func upstreamEnded() {
        do throws(EmbeddingFailure) {
            end(
                .success(
                    try EmbeddingAnswer.vector(
                        status: status, body, endpoint.format, dimension: endpoint.dimension)))
        } catch { end(.failure(error)) }
    }

    func upstreamFailed(_ failure: UpstreamFailure) { end(.failure(EmbeddingFailure(failure))) }

    private func end(_ result: Result<[Float], EmbeddingFailure>) {
        guard let tell else { return }
        self.tell = nil
        call = nil
        tell(result)
    }
}
