// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Telemetry

/// Answers of an earlier run, which are read from disk when they are asked for first.
extension Exchange {
    /// Reads the answer away from the event loop and takes the layers up again; false if there is none to read.
    func answerFromDisk(_ finding: ReadingMemo.Finding, since started: NIODeadline) -> Bool {
        readFromDisk(finding.identity) { self.goOnFromDisk(finding, since: started) }
    }

    /// Brings an answer that is on disk only into memory and goes on then, on the event loop; false if there is none.
    func readFromDisk(_ identity: Fingerprint, then goOn: @escaping () -> Void) -> Bool {
        let cache = loop.configuration.cache
        guard let answers = loop.configuration.coldAnswers,
            let item = cache.coldItem(identity, now: LoopContext.milliseconds(loop.eventLoop.now))
        else { return false }
        let eventLoop = loop.eventLoop
        let goOn = NIOLoopBound(goOn, eventLoop: eventLoop)
        answers.read(identity, item) { entry in
            if let entry { cache.warm(entry, for: identity) } else { cache.forgetCold(identity) }
            eventLoop.execute { goOn.value() }
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
