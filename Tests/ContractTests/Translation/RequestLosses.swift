// SPDX-License-Identifier: Apache-2.0

/// All that may be different when a translated request is read back, beyond fields that only one format knows and that
/// `X-Isartor-Translation` names.
enum RequestLosses {
    static let all: [Loss] = turns + tools + answer + thinking + sampling

    private static let turns: [Loss] = [
        .init(
            to: [.messages, .gemini], in: ["system-middle", "system-end"],
            ["- turn system", #"- text: "From now on"#, #"+ text: "<system>\nFrom now on"#],
            "A system message that does not stand first becomes text of a user's turn, between `<system>` and `</system>`."
        ),
        .init(
            in: ["thinking-history"], ["- thought"],
            "Thoughts of earlier turns are left out, and so are their signatures, which only their own provider can check."
        ),
        .init(
            for: [.messages, .gemini], to: [.chat, .responses], in: ["tool-result-error"],
            ["- result is an error", #"- result text: "No such"#, #"+ result text: "Error: No such"#],
            "An error of a tool is told by `Error: ` in front of its text."),
        .init(
            to: [.chat, .gemini], in: ["tool-result-image"],
            [
                "- result image", #"- result text: "The pier now:""#, #"+ result text: "[image 1 follows]""#,
                #"+ result text: "The pier now:\n[image 1 follows]""#, #"+ text: "[image 1]""#, "+ image",
            ],
            "Images that a tool gave back follow its result in the user's turn."),
        .init(
            to: [.gemini], in: ["image-url"], ["- image type: ", "+ image type: image/jpeg"],
            "The type of an image behind an address is guessed from the address."),
        .init(
            for: [.gemini], to: [.chat, .responses, .messages], in: ["image-url"],
            ["- image type: image/jpeg", "+ image type: "],
            "The type of an image behind an address is left out; the provider finds it out."),
        .init(to: [.gemini], in: ["document"], ["- document name"], "A document's name is left out."),
        .init(
            for: [.gemini], to: [.chat, .responses], in: ["document"], ["+ document name: document.pdf"],
            "A document without a name gets one, which the provider wants."),
    ]

    private static let tools: [Loss] = [
        .init(
            for: [.chat, .responses], to: [.gemini],
            [
                "- tool is strict", "+ choice: auto",
                #"+ request extra toolConfig.functionCallingConfig.mode: "VALIDATED""#,
            ],
            "Strict tools become Gemini's mode `VALIDATED` for all tools, where the model may choose."),
        .init(
            for: [.responses], to: [.chat, .messages], in: ["namespaces", "tool-result-image"], ["- tool is strict"],
            "Tools that say nothing about strictness are strict where their schema allows in responses, and not elsewhere."
        ),
        .init(
            to: [.gemini], in: ["tool-required"],
            ["- parallel calls: false", "+ turn system", #"+ text: "Call at most one tool at a time.""#],
            "One call at a time is asked for in words."),
        .init(
            to: [.gemini, .messages], in: ["tools", "harmless"], ["- parallel calls: true"],
            "Parallel calls need no permission there."),
        .init(
            for: [.responses], in: ["custom-tools"],
            [
                "- tool is custom", "- result is custom", "- call is custom", "- call apply_patch: ",
                #"+ call apply_patch: {"input":"#, #"+ tool schema: {"type":"object","properties":{"input":"#,
            ],
            "A tool with free text becomes a function with one argument, `input`; in answers it is turned back."),
        .init(
            for: [.responses], in: ["namespaces"],
            [
                "- tool namespace", "- tool boats", "- result of boats", "- call namespace", "- call boats",
                "+ call mcp__harbour__boats", "+ result of mcp__harbour__boats", "+ tool mcp__harbour__boats",
            ],
            "A namespace becomes the beginning of its tools' names; in answers it is turned back."),
        .init(
            to: [.chat], in: ["web-search"], ["- tool for the web", "- tool extra max_uses"],
            "The search of the web is left out: a chat provider has no tool for it."),
    ]

    private static let answer: [Loss] = [
        .init(
            to: [.messages], ["+ max tokens: 8192"],
            "A limit of 8192 tokens is written where none was given, because the provider wants one."),
        .init(
            to: [.messages], in: ["json-object"],
            ["- format: JSON", "+ turn system", #"+ text: "Answer with one JSON object and nothing else.""#],
            "Any JSON object is asked for in words."),
        .init(
            for: [.chat, .responses], to: [.messages, .gemini], in: ["json-schema"],
            ["- format name: city", "- format is strict: true"],
            "A schema's name is left out; schemas are always strict there."),
        .init(
            for: [.messages, .gemini], to: [.chat, .responses], in: ["json-schema", "json-schema-openapi"],
            ["+ format name: answer"],
            "A schema without a name is called `answer`."),
        .init(
            in: ["harmless"], ["- logprobs: false", "- choices: 1", "- top logprobs: 0"],
            "What says no more than nothing said is left out."),
        .init(
            for: [.chat], to: [.responses], in: ["harmless", "image-url"],
            [
                "- request extra verbosity", "+ request extra text.verbosity", "- part extra image_url.detail",
                "+ part extra detail",
            ],
            "`verbosity` and an image's `detail` have other names."),
    ]

    private static let thinking: [Loss] = [
        .init(
            for: [.chat, .responses], to: [.messages, .gemini], in: ["thinking", "thinking-off"],
            ["- thinking effort", "+ thinking: enabled", "+ thinking: disabled", "+ thinking budget"],
            "An effort becomes a budget: low 2048, medium 8192, high 16384, beyond that 32768 tokens."),
        .init(
            for: [.messages], to: [.gemini, .responses], in: ["thinking", "thinking-history"],
            ["+ thinking is shown: true"],
            "Thoughts are asked for where a provider does not show them unasked."),
        .init(
            for: [.messages, .gemini], to: [.messages, .gemini], in: ["thinking-adaptive", "thinking-level"],
            ["- thinking effort", "- thinking: adaptive", "+ thinking: enabled", "+ thinking budget"],
            "A level, or thinking as the model likes with an effort, becomes a budget."),
        .init(
            for: [.messages], to: [.gemini], in: ["harmless"], ["- thinking effort: medium"],
            "An effort beside a budget is left out."),
        .init(
            for: [.gemini], to: [.messages], in: ["thinking-off"], ["- thinking: disabled"],
            "No thinking need not be said there."),
        .init(
            for: [.messages, .gemini], to: [.chat, .responses],
            in: ["thinking", "thinking-adaptive", "thinking-off", "thinking-history", "harmless"],
            ["- thinking budget", "- thinking: ", "+ thinking effort"],
            "A budget becomes the effort that is nearest; no thinking becomes the least."),
        .init(
            to: [.chat, .responses, .messages], in: ["thinking", "thinking-adaptive", "harmless"],
            ["- thinking is shown"],
            "Whether thoughts are shown is up to the provider."),
    ]

    private static let sampling: [Loss] = [
        .init(
            to: [.chat, .responses], in: ["sampling", "seed-and-penalties"],
            ["- temperature", "- top p", "- top k", "- frequency penalty", "- presence penalty"],
            "Models of OpenAI's that think take no sampling options; others get them."),
        .init(
            to: [.messages], in: ["sampling"], ["- top p"],
            "Top p is left out beside a temperature, which the provider's newer models do not take together."),
    ]
}
