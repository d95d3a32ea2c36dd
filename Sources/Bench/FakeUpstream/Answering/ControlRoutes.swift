// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// Answers questions about the fake itself, for tests that reach it over the wire only.
struct ControlRoutes: Sendable {
    let state: UpstreamState

    /// The answer to a request below `/__fake/`.
    func plan(for request: UpstreamRequest) -> AnswerPlan {
        switch (request.method, request.path) {
        case (.GET, "/__fake/ledger"):
            return .document(state.ledger.document)
        case (.GET, "/__fake/requests"):
            return .document(.array(state.recordings.map(\.document)))
        case (.POST, "/__fake/reset"):
            state.reset()
            return .document(["reset": true])
        case (.POST, "/__fake/schedule"):
            return schedule(request.body)
        case (.POST, "/__fake/standing"):
            return stand(request.body)
        default:
            return refusal(
                404,
                "use GET /__fake/ledger, GET /__fake/requests, or POST /__fake/reset, /__fake/schedule or "
                    + "/__fake/standing")
        }
    }

    private func schedule(_ body: [UInt8]) -> AnswerPlan {
        do {
            guard let entries = try JSONReader.read(body).arrayValue else {
                return refusal(400, "send an array of directives, as [{\"fault\":\"status-429\",\"retry-after\":1}]")
            }
            // All or none: half a schedule would give a test's later requests the wrong answers.
            let directives = try entries.map { try FakeUpstreamDirectives(json: $0) }
            state.schedule(directives)
            return .document(["scheduled": .int(directives.count)])
        } catch {
            return refusal(400, "\(error)")
        }
    }

    private func stand(_ body: [UInt8]) -> AnswerPlan {
        do {
            state.setStanding(try FakeUpstreamDirectives(json: try JSONReader.read(body)))
            return .document(["standing": true])
        } catch {
            return refusal(400, "\(error)")
        }
    }

    private func refusal(_ status: Int, _ message: String) -> AnswerPlan {
        .document(["error": ["message": .string(message)]], status: status)
    }
}
