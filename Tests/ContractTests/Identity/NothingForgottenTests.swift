// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@Suite("Nothing that a request says is forgotten")
struct NothingForgottenTests {
    /// Members put in front of a plain request, or a turn put behind its own.
    struct Pair: Sendable, CustomTestStringConvertible {
        let surface: Surface
        let one: String
        let other: String

        init(_ surface: Surface, _ one: String, _ other: String) {
            (self.surface, self.one, self.other) = (surface, one, other)
        }

        var testDescription: String { "\(surface): \(one) / \(other)" }

        var identities: (Identity, Identity) { (identity(one), identity(other)) }

        private func identity(_ said: String) -> Identity {
            let isTurn = said.hasPrefix("{")
            let (member, last) = isTurn ? ("", ",\(said)") : (said.isEmpty ? "" : "\(said),", "")
            let body =
                switch surface {
                case .gemini: #"{\#(member)"contents":[{"role":"user","parts":[{"text":"q"}]}\#(last)]}"#
                case .responses: #"{\#(member)"model":"m","input":[{"role":"user","content":"q"}\#(last)]}"#
                default: #"{\#(member)"model":"m","messages":[{"role":"user","content":"q"}\#(last)]}"#
                }
            return Identity(body, surface)
        }
    }

    private static let form = #"{"type":"json_schema","schema":{"a":1}}"#
    private static let picture = #""type":"base64","data":"YQ==""#
    private static let member = #""tools":[{"type":"custom","name":"c"}]"#
    private static let allowed = #""type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]"#
    private static let schema = #""json_schema":{"name":"a","schema":{}}"#
    private static let chosen = #""function":{"name":"f"}"#

    private static let different: [Pair] = [
        .init(
            .chatCompletions, #""response_format":{"type":"json_schema",\#(schema)}"#,
            #""response_format":{"type":"json_schema",\#(schema),"x":1}"#),
        .init(.chatCompletions, #""tool_choice":{"type":"function",\#(chosen)}"#, #""tool_choice":{\#(chosen)}"#),
        .init(
            .chatCompletions, #""tool_choice":{"type":"function",\#(chosen)}"#,
            #""tool_choice":{"type":"function",\#(chosen),"x":1}"#),
        .init(.chatCompletions, #""tool_choice":"none","function_call":"auto""#, #""tool_choice":"none""#),
        .init(.chatCompletions, #""function_call":{"name":"f"}"#, #""function_call":{"name":"f","x":1}"#),
        .init(.chatCompletions, #""stream_options":[]"#, ""),
        .init(.chatCompletions, #""web_search_options":{}"#, #""web_search_options":5"#),
        .init(
            .chatCompletions, #""tools":[{"type":"function","function":{"name":"f"}}]"#,
            #""tools":[{"type":"function","function":{"name":"f","type":"x"}}]"#),
        .init(
            .chatCompletions, #""tools":[{"type":"function","function":{"name":"f"}}]"#,
            #""tools":[{"type":1,"function":{"name":"f"}}]"#),
        .init(
            .chatCompletions, #""tools":[{"function":{"name":"f"}}]"#,
            #""tools":[{"function":{"name":"f","strict":"true"}}]"#),
        .init(
            .chatCompletions, #"{"role":"assistant","content":[]}"#,
            #"{"role":"assistant","content":[{"type":"text","text":"","x":1}]}"#),
        .init(
            .chatCompletions, #"{"role":"assistant","content":"a","reasoning":"b"}"#,
            #"{"role":"assistant","content":"a","reasoning":"b","reasoning_content":"c"}"#),
        .init(
            .chatCompletions, #"{"role":"assistant","function_call":{"name":"f"}}"#,
            #"{"role":"assistant","function_call":{"name":"f","x":1}}"#),
        .init(
            .chatCompletions, #"{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}"#,
            #"{"role":"user","content":[{"type":"file","file":{"file_id":"f","filename":5}}]}"#),
        .init(
            .messages, #""output_format":{"type":"json_schema","schema":{}},"output_config":{"format":\#(form)}"#,
            #""output_config":{"format":\#(form)}"#),
        .init(.messages, #""tool_choice":{"type":"auto"}"#, #""tool_choice":{"type":"auto","name":"f"}"#),
        .init(.messages, #""tools":[{"name":"f"}]"#, #""tools":[{"name":"f","description":1}]"#),
        .init(.messages, #"{"role":"user","content":"a"}"#, #"{"role":"user","content":"a","output_config":5}"#),
        .init(
            .messages, #"{"role":"user","content":[{"type":"image","source":{\#(picture)}}]}"#,
            #"{"role":"user","content":[{"type":"image","source":{\#(picture),"media_type":1}}]}"#),
        .init(
            .messages, #"{"role":"user","content":[{"type":"image","source":{\#(picture)}}]}"#,
            #"{"role":"user","content":[{"type":"image","source":{\#(picture),"cache_control":{}}}]}"#),
        .init(.responses, "", #""text":{"format":{"type":"text","x":1}}"#),
        .init(.responses, "", #""tools":[{"type":"namespace","name":"n","tools":[]}]"#),
        .init(
            .responses, #""tools":[{"type":"namespace","name":"n","description":"a",\#(member)}]"#,
            #""tools":[{"type":"namespace","name":"n","description":"b",\#(member)}]"#),
        .init(
            .responses, #""tool_choice":{\#(allowed)}"#,
            #""tool_choice":{\#(allowed),"x":1}"#),
        .init(
            .responses, #"{"role":"assistant","content":""}"#,
            #"{"role":"assistant","content":"","phase":"final_answer"}"#),
        .init(
            .responses, #"{"type":"reasoning","summary":[{"type":"summary_text","text":"a"}]}"#,
            #"{"type":"reasoning","summary":[{"type":"summary_text","text":"a","x":1}]}"#),
        .init(.gemini, #""sessionId":"a""#, #""sessionId":"b""#),
        .init(.gemini, #""stream_options":{"x":1}"#, #""stream_options":{"x":2}"#),
        .init(.gemini, "", #""generateContentRequest":{"contents":[{"parts":[{"text":"q"}]}]}"#),
        .init(
            .gemini, #"{"parts":[{"inlineData":{"data":"YQ=="}}]}"#,
            #"{"parts":[{"inlineData":{"data":"YQ==","fileUri":"a"}}]}"#),
        .init(
            .gemini, #""generationConfig":{"responseJsonSchema":{"a":1}}"#,
            #""generationConfig":{"responseJsonSchema":{"a":1},"_responseJsonSchema":{"b":1}}"#),
    ]

    @Test("what the one says and the other does not keeps them apart", arguments: different)
    func apart(_ pair: Pair) {
        let (one, other) = pair.identities
        #expect(one.isCacheable && other.isCacheable)
        #expect(one != other)
    }

    private static let equal: [Pair] = [
        .init(
            .chatCompletions, #""tools":[{"function":{"name":"a"}}],"functions":[{"name":"b"}]"#,
            #""functions":[{"name":"b"}],"tools":[{"function":{"name":"a"}}]"#),
        .init(.chatCompletions, #""tools":[],"stop":[],"seed":null"#, ""),
        .init(.chatCompletions, #""stop":["a"]"#, #""stop":"a""#),
        .init(
            .messages, #""output_format":{"type":"json_schema","schema":{}},"output_config":{"format":{"type":"x"}}"#,
            #""output_config":{"format":{"type":"x"}},"output_format":{"type":"json_schema","schema":{}}"#),
        .init(.responses, #""store":false,"background":null"#, ""),
        .init(
            .responses, #"{"type":"function_call","id":"a","call_id":"c","name":"f","arguments":"{}"}"#,
            #"{"type":"function_call","id":"b","call_id":"c","name":"f","arguments":" { } ","cache_control":{}}"#),
        .init(.responses, #""prompt_cache_key":"a","client_metadata":{"a":1}"#, ""),
        .init(.gemini, #""model":"x","stream":true"#, ""),
        .init(.gemini, #""generationConfig":{"maxOutputTokens":7}"#, #""generation_config":{"max_output_tokens":"7"}"#),
        .init(
            .gemini, #""tools":[{"googleSearch":{},"functionDeclarations":[{"name":"f"}]}]"#,
            #""tools":[{"function_declarations":[{"name":"f"}],"google_search":{}}]"#),
        .init(.gemini, #""systemInstruction":{"parts":[{"text":"s"}],"role":"x"}"#, #""system_instruction":"s""#),
        .init(
            .gemini, #""generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"STRING"}}"#,
            #""generationConfig":{"responseJsonSchema":{"type":"string"}}"#),
    ]

    @Test("two ways to say one thing are one", arguments: equal)
    func same(_ pair: Pair) {
        let (one, other) = pair.identities
        #expect(one.isCacheable)
        #expect(one == other)
    }

    @Test(
        "state of the provider's is not cached",
        arguments: [
            Pair(.responses, #""store":true"#, #""previous_response_id":"r""#),
            Pair(.responses, #""background":true"#, #""conversation":{"id":"c"}"#),
            Pair(.gemini, #""cachedContent":"cachedContents/1""#, #""cached_content":"cachedContents/1""#),
            Pair(.gemini, #""store":true"#, #""contents":[]"#),
        ])
    func state(_ pair: Pair) {
        let (one, other) = pair.identities
        #expect(!one.isCacheable && !other.isCacheable)
    }
}
