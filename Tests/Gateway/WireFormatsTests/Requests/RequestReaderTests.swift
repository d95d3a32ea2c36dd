// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Request reader")
struct RequestReaderTests {
    private let turns = #""messages":[{"role":"user","content":"Hi"}]"#

    @Test("the model is read as written, and as the provider will see it")
    func model() throws {
        let text = #"{"temperature":1,"model" : "fast",\#(turns)}"#
        let plain = try Reading.read(text).reading
        #expect(plain.model == "fast" && plain.resolvedModel == "fast")
        let range = try #require(plain.modelRange)
        #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == "\"fast\"")
        let alias = try Reading.read(text) { $0.aliases = ["fast": "gpt-4o-mini", "gpt-4o-mini": "no chain"] }.reading
        #expect(alias.model == "fast" && alias.resolvedModel == "gpt-4o-mini")
        let other = try Reading.read(text) {
            $0.aliases = ["Fast": "x"]; $0.defaultModel = "y"
        }.reading
        #expect(other.resolvedModel == "fast")
        let escaped = try Reading.read(#"{"\u006dodel":"f\u0061st",\#(turns)}"#) { $0.aliases = ["fast": "m"] }.reading
        #expect(escaped.model == "fast" && escaped.resolvedModel == "m")
    }

    @Test("a request without a model gets the default, which is not an alias")
    func defaultModel() throws {
        let found = try Reading.read("{\(turns)}") {
            $0.defaultModel = "d"; $0.aliases = ["d": "x"]
        }.reading
        #expect(found.model == nil && found.modelRange == nil && found.resolvedModel == "d")
        let none = try Reading.read("{\(turns)}")
        #expect(none.reading.resolvedModel == nil && none.reading.caching == .unknownShape && none.identity == nil)
    }

    @Test("a model that is no string is the provider's to judge", arguments: ["null", "1", "[]", "{}"])
    func strangeModel(value: String) throws {
        let found = try Reading.read("{\"model\":\(value),\(turns)}") { $0.defaultModel = "d" }
        #expect(found.reading.model == nil && found.reading.resolvedModel == nil)
        #expect(found.reading.modelRange != nil)
        #expect(found.reading.caching == .unknownShape && found.identity == nil)
    }

    @Test(
        "streaming and its token counts are read",
        arguments: [
            ("", false, false), (#","stream":true"#, true, false), (#","stream":false"#, false, false),
            (#","stream":null"#, false, false),
            (#","stream":true,"stream_options":{"include_usage":true}"#, true, true),
            (#","stream":true,"stream_options":{"include_usage":false}"#, true, false),
            (#","stream":true,"stream_options":null"#, true, false),
            (#","stream_options":{"include_usage":true}"#, false, true),
            (#","\u0073tream":true"#, true, false),
        ])
    func streaming(fields: String, streams: Bool, usage: Bool) throws {
        let found = try Reading.read(#"{"model":"m",\#(turns)\#(fields)}"#)
        #expect(found.reading.streams == streams && found.reading.wantsStreamUsage == usage)
        #expect(found.reading.caching == .allowed)
        #expect(try found.identity == Reading.identity(#"{"model":"m",\#(turns)}"#))
    }

    @Test(
        "requests whose answers hang on more than themselves are not cached, and say why",
        arguments: [
            (#","store":true"#, RequestReading.Caching.providerState),
            (#","previous_response_id":"r""#, .providerState),
            (#","conversation":"c""#, .providerState), (#","conversation":{"id":"c"}"#, .providerState),
            (#","thread":"t""#, .providerState), (#","container":"c""#, .providerState),
            (#","mcp_servers":[]"#, .providerState),
            (#","session_id":"""#, .unusableSession), (#","session_id":"  ""#, .unusableSession),
            (#","session_id":7"#, .unusableSession), (#","metadata":{"thread_id":[]}"#, .unusableSession),
            (#","stream":"yes""#, .unknownShape), (#","stream":1"#, .unknownShape),
            (#","x":"\ud800""#, .unknownShape),
        ])
    func notCached(fields: String, reason: RequestReading.Caching) throws {
        for surface in [Surface.chatCompletions, .messages] {
            let found = try Reading.read(#"{"model":"m",\#(turns)\#(fields)}"#, surface)
            #expect(found.reading.caching == reason && found.identity == nil)
        }
    }

    @Test(
        "what only looks like state is cached",
        arguments: [
            #","store":false"#, #","store":null"#, #","previous_response_id":null"#, #","container":null"#,
            #","session_id":null"#, #","metadata":{"user_id":7}"#, #","metadata":null"#,
        ])
    func cached(fields: String) throws {
        #expect(try Reading.read(#"{"model":"m",\#(turns)\#(fields)}"#).reading.caching == .allowed)
    }

    @Test("a conversation that is none is the provider's to judge", arguments: ["[]", "null", "\"Hi\"", "{}"])
    func noTurns(value: String) throws {
        for text in [#"{"model":"m","messages":\#(value)}"#, #"{"model":"m"}"#] {
            #expect(try Reading.read(text).reading.caching == .unknownShape)
        }
    }

    @Test(
        "what cannot be read is refused with a code and a remedy",
        arguments: [
            ("", "invalid_json"), ("{", "invalid_json"), ("[]", "invalid_json"), ("\"x\"", "invalid_json"),
            ("nul", "invalid_json"),
            ("{}x", "invalid_json"), (#"{"model":"a","model":"b"}"#, "duplicate_key"),
            (#"{"messages":[{"role":"user","role":"system"}]}"#, "duplicate_key"),
            (#"{"a":[[[[]]]]}"#, "json_too_deep"), (#"{"a":[1,2,3,4,5,6,7,8,9,10]}"#, "json_too_many_values"),
        ])
    func refused(text: String, code: String) {
        for surface in Surface.allCases {
            let error = Reading.error(text, surface, limits: JSONLimits(depth: 4, values: 8))
            #expect(error?.status == 400 && error?.kind == .invalidRequest && error?.code == code)
            #expect(error?.message.contains("JSON") == true)
        }
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        var reader = RequestReader()
        let bytes: [UInt8] = Array(#"{"model":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        do {
            _ = try reader.read(bytes.span, in: RequestContext(surface: .messages, principal: .local)) { $0 }
            Issue.record("it was read")
        } catch {
            #expect(error.code == "invalid_utf8")
        }
    }

    @Test("the native surface wants a prompt and does not stream")
    func native() throws {
        let text = #"{"prompt" : "Hi \"you\"","model":"m"}"#
        let found = try Reading.read(text, .native)
        let range = try #require(found.reading.promptRange)
        #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == #""Hi \"you\"""#)
        #expect(found.identity != nil)
        #expect(Reading.error("{}", .native)?.code == "prompt_required")
        for value in ["null", "1", "[\"x\"]", "{}"] {
            #expect(Reading.error("{\"prompt\":\(value)}", .native)?.code == "prompt_required")
        }
        #expect(Reading.error(#"{"prompt":"x","stream":true}"#, .native)?.code == "stream_not_supported")
        #expect(Reading.error(#"{"prompt":"x","stream":false}"#, .native) == nil)
        #expect(Reading.error(#"{"prompt":"x","stream":true}"#, .native)?.status == 400)
    }

    @Test("a reader forgets one request before it reads the next")
    func reuse() throws {
        var reader = RequestReader()
        let context = RequestContext(surface: .chatCompletions, principal: .local)
        let long = Array(
            #"{"model":"m","messages":[{"role":"user","content":"\#(String(repeating: "long ", count: 1000))"}]}"#.utf8)
        let short = Array(#"{"model":"m",\#(turns)}"#.utf8)
        let first = try reader.read(short.span, in: context) { $0 }
        _ = try reader.read(long.span, in: context) { $0 }
        let broken = Array("{\"x\":[1,".utf8)
        do { _ = try reader.read(broken.span, in: context) { $0 } } catch { #expect(error.code == "invalid_json") }
        let again = try reader.read(short.span, in: context) { $0 }
        #expect(first.identity != nil && first.identity == again.identity)
    }
}
