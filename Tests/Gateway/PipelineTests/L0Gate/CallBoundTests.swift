// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@Suite("Worst cases of calls")
struct CallBoundTests {
    private static func conversation(
        maxTokens: Int? = nil, choices: Int? = nil, parts: [Part] = [.text("hello")], tools: [Tool] = [],
        extras: [ExtraField] = []
    ) -> Conversation {
        Conversation(
            origin: .openAIChat, turns: [Turn(.user, parts)], tools: tools,
            options: GenerationOptions(maxTokens: maxTokens, choices: choices), extras: extras)
    }

    private func bound(
        _ conversation: Conversation?, model: String = "gpt-4o-mini", bytes: Int = 1_000, cap: Int64? = nil,
        hasState: Bool = false
    ) throws(KeyRefusal) -> CallBound {
        try CallBound.of(conversation, hasProviderState: hasState, model: model, bytes: bytes, cap: cap)
    }

    @Test("an answer is at most what the request allows, else what the model gives, else the cap")
    func output() throws {
        #expect(try bound(Self.conversation(maxTokens: 50)).output == 50)
        #expect(try bound(Self.conversation()).output == 16_384)
        #expect(try bound(Self.conversation(maxTokens: 1_000_000)).output == 16_384)
        #expect(try bound(Self.conversation(maxTokens: 70), model: "unheard-of").output == 70)
        #expect(try bound(Self.conversation(), model: "unheard-of", cap: 300).output == 300)
        #expect(throws: KeyRefusal.outputUnbounded(model: "unheard-of")) {
            try bound(Self.conversation(), model: "unheard-of")
        }
    }

    @Test("several answers are several times as long")
    func choices() throws {
        #expect(try bound(Self.conversation(maxTokens: 50, choices: 8)).output == 400)
        #expect(try bound(Self.conversation(maxTokens: .max, choices: .max), model: "x").output > 1 << 60)
    }

    @Test("of two limits that differ, the larger one counts")
    func twoLimits() throws {
        let both = Self.conversation(maxTokens: 10, extras: [ExtraField(name: "max_tokens", json: Array("90".utf8))])
        #expect(try bound(both).output == 90)
    }

    @Test("a prompt has no more tokens than bytes, and never more than the window")
    func input() throws {
        #expect(try bound(Self.conversation(maxTokens: 1)).input == 1_064)
        #expect(try bound(Self.conversation(maxTokens: 1), bytes: 10_000_000).input == 128_000)
        let tools = Self.conversation(maxTokens: 1, tools: [Tool(name: "f")])
        #expect(try bound(tools).input == 1_064 + 2_048)
    }

    @Test("what is read beside the text is bounded by pictures or by the window, or refused")
    func beside() throws {
        let picture = Part(.media(Media(.image, .url("https://example.com/a.png"))))
        #expect(try bound(Self.conversation(maxTokens: 1, parts: [picture]), model: "x").input == 51_064)
        let file = Part(.media(Media(.document, .file("file-1"))))
        #expect(try bound(Self.conversation(maxTokens: 1, parts: [file])).input == 128_000)
        #expect(throws: KeyRefusal.inputUnbounded(model: "x")) {
            try bound(Self.conversation(maxTokens: 1, parts: [file]), model: "x")
        }
        let search = Self.conversation(maxTokens: 1, tools: [Tool(.webSearch, name: "web_search")])
        #expect(try bound(search).input == 128_000)
        #expect(try bound(Self.conversation(maxTokens: 1), hasState: true).input == 128_000)
        #expect(throws: KeyRefusal.unbounded) { try bound(nil) }
    }

    @Test("models are known by their names, dates and versions, and not by names that only begin alike")
    func models() {
        for name in [
            "gpt-4o", "gpt-4o-2024-08-06", "openai/gpt-4o-mini", "claude-sonnet-4-20250514", "o3-mini",
            "claude-3-5-sonnet-latest", "anthropic/claude-haiku-4-5@20251001", "gpt-4o-mini-2024-07-18",
        ] {
            #expect(ModelLimits.of(name) != nil, "\(name)")
        }
        for name in ["gpt-4o-64k-output-alpha", "gpt-4o-audio-preview", "gpt-4", "llama3", "", "/", "-", "gpt-5.9"] {
            #expect(ModelLimits.of(name) == nil, "\(name)")
        }
    }

    @Test("money is rounded up, and a product that does not fit is the largest number")
    func cost() {
        let rates = TokenRates(input: 150_000_000, output: 600_000_000)
        #expect(rates.cost(CallBound(input: 1_000, output: 100)) == 150_000 + 60_000)
        #expect(TokenRates(input: 37_500, output: 0).cost(CallBound(input: 1, output: 0)) == 1)
        #expect(TokenRates(input: .max, output: .max).cost(CallBound(input: .max, output: .max)) == .max)
        #expect(TokenRates(input: 0, output: 0).cost(CallBound(input: .max, output: .max)) == 0)
    }
}
