// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import isartor

@Suite("What commands tell of the semantic cache")
struct ExplanationReportTests {
    private func read<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(json.utf8))
    }

    private func explanation(_ reason: String, _ more: String = "") throws -> Explanation {
        try read(
            Explanation.self,
            """
            {"request_id":"isr-1","outcome":"asked","reason":"\(reason)","age_ms":1200,"mode":"auto","model":"m",
            "question":"How do I pay?",\(more)"nearest":[
            {"entry":"0123456789abcdef","question":"How can I pay?","similarity":0.912,"least_part_similarity":0.9,
            "score":0.977,"blocked":false,"vetoes":[],"differences":[]}]}
            """)
    }

    private func text(_ explanation: Explanation) -> String {
        ExplanationReport(explanation: explanation).lines(on: Terminal(-1)).joined(separator: "\n")
    }

    @Test("a newcomer reads how much evidence is missing")
    func learning() throws {
        let evidence = """
            "evidence":{"state":"learning","served_from_score":null,"score_threshold":0.97,"judged":12.0,"wrong":0.0,
            "bound":0.22,"max_error":0.01,"fewest_judgements":369},
            """
        let text = text(try explanation("learning", evidence))
        #expect(
            text.contains(
                "Not enough evidence yet: 12 of at least 369 judgements at such scores, 0 of them against it."))
        #expect(text.contains("up to 22 % of the answers could be wrong; 1 % is allowed"))
        #expect(text.contains("How can I pay?") && text.contains("0.91") && text.contains("0.98"))
    }

    @Test("the field that keeps requests apart is named in words")
    func partition() throws {
        let one = try explanation("new_partition", #""differs_from_nearest_partition_in":["system"],"#)
        #expect(text(one).contains("differs from the nearest kept one in the system prompt."))
        let two = try explanation("new_partition", #""differs_from_nearest_partition_in":["model","options"],"#)
        #expect(text(two).contains("in the model and options"))
        #expect(text(try explanation("new_partition")).contains("first question of its kind"))
    }

    @Test("every reason that the gateway gives has words of its own")
    func reasons() throws {
        let reasons = [
            "semantic_hit", "learning", "below_threshold", "over_budget", "drifted", "unaudited", "blocked",
            "shadow_mode",
            "new_partition", "none_near", "unlikely", "answer_gone", "veto_number", "verdict_late", "encoder_busy",
            "encoder_late", "encoder_failed", "encoder_unreadable", "tools", "tool_result", "attachment",
            "provider_state", "unusable_session", "unknown_shape", "no_question", "several_texts", "empty", "too_long",
            "text_tools", "temperature", "choices", "time_words", "deictic", "mode_off", "exact_repeat",
            "no_semantic_cache",
        ]
        for reason in reasons {
            #expect(!ReasonText(try explanation(reason)).meaning.contains("The gateway says"), "\(reason)")
        }
        #expect(ReasonText(try explanation("something_new")).meaning.contains("something_new"))
    }

    @Test("a request that was not sent says which layer would answer it")
    func rehearsal() throws {
        let kept = try read(
            Explanation.self, #"{"route":"/v1/messages","layer":"l1a","outcome":"would_serve","reason":"exact_repeat"}"#
        )
        #expect(text(kept).hasPrefix("The exact cache (l1a) would answer this request."))
        let tools = try read(
            Explanation.self, #"{"route":"/v1/messages","layer":"l3","outcome":"skipped","reason":"tools"}"#)
        #expect(
            text(tools).contains("A provider (l3) would be asked this.") && text(tools).contains("turn of an agent"))
    }

    @Test("explain wants an id or a body, and its options go with the body")
    func arguments() throws {
        #expect(throws: (any Error).self) { try ExplainCommand.parse([]) }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["isr-1", "--body", "f"]) }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["isr-1", "--key", "k"]) }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["../x"]) }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["--body", "f", "--header", "nothing"]) }
        #expect(throws: (any Error).self) { try CacheFeedbackCommand.parse(["a\"b"]) }
        let command = try ExplainCommand.parse(["--body", "f", "--header", "anthropic-version: 2023-06-01"])
        #expect(command.route == "/v1/chat/completions")
    }

    @Test("the report shows what is served, what was wrong and within which interval")
    func report() throws {
        let stats = try read(
            SemanticStats.self,
            """
            {"mode":"auto","max_error":0.01,"confidence":0.95,"fewest_judgements":369,"entries":12,"bytes":9000,
            "judge":{"missed_at_most":0.9,"alarms_at_least":0,"done":465,"dropped":0,"waiting_bytes":0},
            "reasons":{"semantic_hit":448,"learning":300},"classes":[{"id":"ef48944f","model":"gpt-4o-mini",
            "follow_up":false,"json":false,"state":"serving","threshold":0.2689,"looked_up":1000,"candidates":913,
            "served":448,"judged":465,"judged_wrong":0,"unjudged":0,"complaints":0,
            "would_serve":{"judged":451,"wrong":2,"share":0.0044,"low":0.0005,"high":0.0159},
            "would_save_usd":0.0042,"would_save_unpriced":3,
            "served_error":{"judged":166,"wrong":0,"share":0,"low":0,"high":0.022},"error_per_request":0,
            "evidence":[{"threshold":0.9975,"seen":830,"judged":568,"wrong":0,"bound":0.0065}]}]}
            """)
        let text = SemanticStatsReport(stats: stats, showsEvidence: true).lines(on: Terminal(-1))
            .joined(separator: "\n")
        #expect(text.contains("at most 1 % of what is served may be wrong (95 % sure)"))
        #expect(text.contains("a class serves after 369 judgements at its scores"))
        #expect(text.contains("serving") && text.contains("1,000") && text.contains("448"))
        #expect(text.contains("$0.0042 and 3 unpriced"))
        #expect(text.contains("0.44 %") && text.contains("0.05 % and 1.59 %") && text.contains("0 % and 2.2 %"))
        #expect(text.contains("EVIDENCE OF ef48944f") && text.contains("0.65 %"))
        let none = try read(SemanticStats.self, #"{"mode":"off","absence":"semantic_mode is off"}"#)
        #expect(
            SemanticStatsReport(stats: none, showsEvidence: false).lines(on: Terminal(-1)) == ["semantic_mode is off"])
    }
}
