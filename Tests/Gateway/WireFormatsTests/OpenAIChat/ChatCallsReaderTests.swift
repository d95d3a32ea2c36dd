// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Chat calls reader")
struct ChatCallsReaderTests {
    private func words(_ deltas: [String], finish: String = "tool_calls") -> [String] {
        var datas = deltas.map { #"{"id":"c","model":"m","choices":[{"delta":{"tool_calls":[\#($0)]}}]}"# }
        datas.append(#"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(finish)"}]}"#)
        let read = Steps.read(datas: datas, .openAIChat)
        #expect(read.isSound)
        #expect(AnswerShape(read.events).disorder == nil)
        return Array(Steps.words(read.events).dropFirst().dropLast())
    }

    private let two = [
        "open 0 call a f", #"grow 0 {"x""#, "grow 0 :1}", "close 0", "open 1 call b g", "grow 1 {}", "close 1",
        "stop 0 toolCalls",
    ]

    private func call(_ head: String, _ function: String) -> String { "{\(head)\"function\":{\(function)}}" }

    @Test("calls with index, id and name in the first delta only")
    func regular() {
        #expect(
            words([
                call(#""index":0,"id":"a","type":"function","#, #""name":"f","arguments":"""#),
                call(#""index":0,"#, #""arguments":"{\"x\"""#), call(#""index":0,"#, #""arguments":":1}""#),
                call(#""index":1,"id":"b","type":"function","#, #""name":"g","arguments":"""#),
                call(#""index":1,"#, #""arguments":"{}""#),
            ]) == two)
    }

    @Test("ids and names repeated with each delta, or new ids with no name")
    func repeated() {
        #expect(
            words([
                call(#""index":0,"id":"a","#, #""name":"f","arguments":"{\"x\"""#),
                call(#""index":0,"id":"a","#, #""name":"f","arguments":":1}""#),
                call(#""index":1,"id":"b","#, #""name":"g","arguments":"{}""#),
            ]) == two)
        #expect(
            words([
                call(#""index":0,"id":"a","#, #""name":"f","arguments":"{\"x\"""#),
                call(#""index":0,"id":"z","#, #""name":null,"arguments":":1}""#),
                call(#""index":1,"id":"b","#, #""name":"g","arguments":"{}""#),
            ]) == two)
    }

    @Test("calls without index: by id, by name, or going on with the last")
    func noIndex() {
        #expect(
            words([
                call(#""id":"a","#, #""name":"f","arguments":"{\"x\"""#), call("", #""arguments":":1}""#),
                call(#""id":"b","#, #""name":"g","arguments":"{}""#),
            ]) == two)
        #expect(
            words([
                call(#""id":"a","#, #""name":"f","arguments":"{\"x\"""#), call(#""id":"a","#, #""arguments":":1}""#),
                call(#""id":"b","#, #""name":"g","arguments":{}"#),
            ]) == two)
    }

    @Test("all calls numbered 0")
    func oneNumber() {
        #expect(
            words([
                call(#""index":0,"id":"a","#, #""name":"f","arguments":"{\"x\"""#),
                call(#""index":0,"#, #""arguments":":1}""#),
                call(#""index":0,"id":"b","#, #""name":"g","arguments":"{}""#),
            ]) == two)
    }

    @Test("a name that comes after the id and first arguments")
    func lateName() {
        #expect(
            words([
                call(#""index":0,"id":"a","#, #""arguments":"{\"x\"""#), call(#""index":0,"#, #""name":"f""#),
                call(#""index":0,"#, #""arguments":":1}""#),
                call(#""index":1,"id":"b","#, #""name":"g","arguments":"{}""#),
            ]) == two)
    }

    @Test("calls that grow side by side lose nothing")
    func sideBySide() {
        #expect(
            words([
                call(#""index":0,"id":"a","#, #""name":"f","arguments":"{""#)
                    + "," + call(#""index":1,"id":"b","#, #""name":"g","arguments":"{""#),
                call(#""index":1,"#, #""arguments":"}""#), call(#""index":0,"#, #""arguments":"}""#),
            ]) == [
                "open 0 call a f", "grow 0 {", "open 1 call b g", "grow 1 {", "grow 1 }", "grow 0 }", "close 0",
                "close 1", "stop 0 toolCalls",
            ])
    }

    @Test("ids are made up where there are none, the same each time and no two alike")
    func madeUp() throws {
        let deltas = [
            call(#""index":0,"#, #""name":"f","arguments":"{}""#),
            call(#""index":1,"#, #""name":"f","arguments":"{}""#),
        ]
        let ids = words(deltas).filter { $0.hasPrefix("open") }.map { $0.split(separator: " ")[3] }
        #expect(ids.count == 2 && Set(ids).count == 2)
        #expect(ids.allSatisfy { $0.hasPrefix("call_") && $0.utf8.count <= 40 })
        #expect(words(deltas) == words(deltas))
        #expect(AnswerID.call(0, of: "c") != AnswerID.call(0, of: "d"))
    }

    @Test("calls of which the provider says that the model was done wait for their results all the same")
    func wrongReason() {
        let delta = call(#""index":0,"id":"a","#, #""name":"f","arguments":"{}""#)
        #expect(words([delta], finish: "stop").last == "stop 0 toolCalls")
        #expect(words([delta], finish: "length").last == "stop 0 length")
        #expect(words([], finish: "stop").last == "stop 0 finished")
    }

    @Test("a custom tool's call")
    func custom() {
        #expect(
            words([
                #"{"index":0,"id":"a","type":"custom","custom":{"name":"f","input":""}}"#,
                #"{"index":0,"custom":{"input":"free {"}}"#, #"{"index":0,"custom":{"input":" text"}}"#,
            ]) == ["open 0 custom a f", "grow 0 free {", "grow 0  text", "close 0", "stop 0 toolCalls"])
    }

    @Test("the call of the format's first version")
    func legacy() {
        let deltas = [#"{"name":"f","arguments":""}"#, #"{"arguments":"{\"x\""}"#, #"{"arguments":":1}"}"#]
        var datas = deltas.map { #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"function_call":\#($0)}}]}"# }
        datas.append(#"{"choices":[{"index":0,"delta":{},"finish_reason":"function_call"}]}"#)
        let id = AnswerID.call(0, of: "c")
        #expect(
            Steps.words(Steps.read(datas: datas, .openAIChat).events) == [
                "begin c m -", "open 0 call \(id) f", #"grow 0 {"x""#, "grow 0 :1}", "close 0", "stop 0 toolCalls",
                "end",
            ])
    }
}
