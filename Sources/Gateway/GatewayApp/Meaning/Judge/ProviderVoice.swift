// SPDX-License-Identifier: Apache-2.0

import DataPlane
import Locking
import Pipeline

/// How the gateway itself asks its providers: through its data plane, once that runs.
final class ProviderVoice: Sendable {
    private let dataPlane = Locked<DataPlane?>(nil)

    func attach(_ running: DataPlane) { dataPlane.withLock { $0 = running } }

    func ask(
        _ question: ModelQuestion, provider: String, model: String
    ) async -> Result<ModelReply, ModelFailure> {
        guard let running = dataPlane.withLock({ $0 }) else {
            return .failure(ModelFailure("the gateway is only starting"))
        }
        return await running.ask(question, provider: provider, model: model)
    }
}
