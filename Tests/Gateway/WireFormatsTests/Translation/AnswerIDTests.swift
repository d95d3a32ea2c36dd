// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Ids and inputs of translated answers")
struct AnswerIDTests {
    @Test(
        "an id gets its format's prefix once",
        arguments: [
            ("chatcmpl-1", "chatcmpl-", "chatcmpl-1"), ("msg_1", "chatcmpl-", "chatcmpl-1"), ("msg_1", "msg_", "msg_1"),
            ("resp_1", "msg_", "msg_1"), ("gen-1", "msg_", "msg_gen-1"), ("", "msg_", "msg_seed"),
            ("msg_", "msg_", "msg_seed"), ("chatcmpl-", "msg_", "msg_seed"),
        ])
    func answer(id: String, prefix: String, expected: String) {
        #expect(AnswerID.answer(id, prefix: prefix, seed: "seed") == expected)
    }

    @Test(
        "free text comes out of its wrapping, and what is not wrapped stays",
        arguments: [
            (#"{"input":"a\nb"}"#, "a\nb"), (#" { "input" : "" } "#, ""), (#"{"input":5}"#, #"{"input":5}"#),
            (#"{"input":"a","x":1}"#, #"{"input":"a","x":1}"#), (#"{"other":"a"}"#, #"{"other":"a"}"#), ("{}", "{}"),
            ("[]", "[]"), ("free text", "free text"), ("", ""),
        ])
    func customInput(arguments: String, expected: String) {
        #expect(CustomInput.text(arguments) == expected)
        #expect(CustomInput.text(String(decoding: CustomInput.arguments(arguments), as: UTF8.self)) == arguments)
    }

    @Test(
        "an object is complete with its last bracket",
        arguments: [
            (["{}"], true), (["{\"a\"", ":[1,{}]}"], true), (["{\"a\":\"}"], false), (["{\"a\":\"}\"}"], true),
            (["{\"a\":\"\\", "\"}"], false), (["{\"a\":\"\\\\", "\"}"], true), ([""], false), (["12"], false),
            (["{}", " \n"], true), (["{}", "{"], false),
        ])
    func progress(pieces: [String], isComplete: Bool) {
        var progress = JSONProgress()
        for piece in pieces { progress.take(piece) }
        #expect(progress.isComplete == isComplete)
    }
}
