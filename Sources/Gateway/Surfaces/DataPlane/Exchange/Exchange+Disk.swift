// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Telemetry

/// Answers of an earlier run, which are read from disk when they are asked for first.
extension Exchange {
    /// Reads the answer away from the event loop and takes the layers up again; false if there is none to read.
    func answerFromDisk(_ finding: ReadingMemo.Finding, since started: NIODeadline) -> Bool {
        guard let answers = loop.configuration.coldAnswers,
            let item = loop.configuration.cache.coldItem(
                finding.identity, now: LoopContext.milliseconds(loop.eventLoop.now))
        else { return false }
        let cache = loop.configuration.cache
        let eventLoop = loop.eventLoop
        let exchange = NIOLoopBound(self, eventLoop: eventLoop)
        answers.read(finding.identity, item) { entry in
            if let entry {
                cache.warm(entry, for: finding.identity)
            } else {
                cache.forgetCold(finding.identity)
            }
            eventLoop.execute { exchange.value.goOnFromDisk(finding, since: started) }
        }
        return true
    }

    /// The answer is in memory now, or it could not be read.
    private func goOnFromDisk(_ finding: ReadingMemo.Finding, since started: NIODeadline) {
        // The client may have left.
        guard case .waiting = delivery else { return }
        let isHit = serve(finding)
        lookedUp(isHit ? .hit : .miss, since: started)
        guard !isHit else { return }
        do throws(GatewayError) { try goOn() } catch { fail(error, layer: .gate) }
    }
}
