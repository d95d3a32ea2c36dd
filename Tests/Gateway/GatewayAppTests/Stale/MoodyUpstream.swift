// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A provider that answers as it feels: well, badly, or not at all.
final class MoodyUpstream: Sendable {
    enum Mood: Sendable, Hashable {
        case well
        case failing(Int)
        case silent
        case gone
        /// Says under 200 that it failed.
        case failingInside
    }

    private final class State: Sendable {
        let mood = Mutex(Mood.well)
    }

    let server: ScriptedUpstream
    private let state: State

    var mood: Mood {
        get { state.mood.withLock { $0 } }
        set { state.mood.withLock { $0 = newValue } }
    }

    init() throws {
        let state = State()
        self.state = state
        server = try ScriptedUpstream { call in
            switch state.mood.withLock({ $0 }) {
            case .well: return ChatScript.answer(call)
            case .failing(let status): return ScriptedUpstream.answer(status, ChatScript.error("no"))
            case .failingInside:
                let error = ChatScript.error("no")
                return call.wantsStream
                    ? ScriptedUpstream.answer(200, "data: \(error)\n\n", type: "text/event-stream")
                    : ScriptedUpstream.answer(200, error)
            case .silent: return nil
            case .gone:
                call.cut()
                return nil
            }
        }
    }

    /// Takes up a mood; who is gone does not even listen.
    func become(_ mood: Mood) {
        self.mood = mood
        if mood == .gone { server.stop() }
    }
}
