// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Native requests")
struct NativeRequestTests {
    private func translated(_ text: String, to format: WireFormat, model: String = "") throws -> String {
        let reading = try Reading.read(text, .native) { $0.defaultModel = model }.reading
        let bytes = Array(text.utf8)
        return String(
            decoding: try NativeRequest.translated(bytes.span, reading, model: reading.resolvedModel, to: format),
            as: UTF8.self)
    }

    @Test("the prompt becomes one user turn, other fields stay as they were written")
    func chat() throws {
        #expect(
            try translated(
                #"{"prompt":"Say \u0022hi\u0022","temperature": 0.50,"x_new":{"a": [1]},"session_id":"s","metadata":{"a":1},"stream":false}"#,
                to: .openAIChat, model: "m")
                == #"{"model":"m","messages":[{"role":"user","content":"Say \u0022hi\u0022"}],"temperature":0.50,"x_new":{"a": [1]}}"#
        )
    }

    @Test("Anthropic's format gets the limit that it demands, unless there is one")
    func messages() throws {
        #expect(
            try translated(#"{"model":"m","prompt":"Hi"}"#, to: .anthropicMessages)
                == #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":4096}"#)
        #expect(
            try translated(#"{"max_tokens":7,"prompt":"Hi","model":"m"}"#, to: .anthropicMessages)
                == #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":7}"#)
        #expect(
            try translated(#"{"model":"m","prompt":"Hi"}"#, to: .openAIChat)
                == #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#)
    }

    @Test("a conversation beside the prompt is not smuggled in")
    func ownFields() throws {
        let found = try translated(
            #"{"model":"m","prompt":"Hi","messages":[{"role":"system","content":"x"}],"thread_id":"t"}"#,
            to: .openAIChat)
        #expect(found == #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#)
    }

    @Test("what is no JSON is refused")
    func invalid() throws {
        let reading = try Reading.read(#"{"prompt":"x"}"#, .native).reading
        let bytes = Array("{".utf8)
        do {
            _ = try NativeRequest.translated(bytes.span, reading, model: "m", to: .openAIChat)
            Issue.record("it was translated")
        } catch {
            #expect(error.status == 400 && error.code == "invalid_json")
        }
    }
}
