// SPDX-License-Identifier: Apache-2.0

import Locking
import Pipeline

/// The end of one wait for a model's answer: given once, also where an event loop ends before it does.
final class OwnReply: Sendable {
    private let waiting: Locked<CheckedContinuation<Result<ModelReply, ModelFailure>, Never>?>

    init(_ continuation: CheckedContinuation<Result<ModelReply, ModelFailure>, Never>) {
        waiting = Locked(continuation)
    }

    deinit { give(.failure(ModelFailure("the gateway stops"))) }

    func give(_ result: Result<ModelReply, ModelFailure>) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: result)
    }
}
