// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

@Suite("White space, case and punctuation")
struct InvarianceTests {
    static let prompts = [
        "How do I restart nginx without dropping connections?",
        "Why does my Docker container stop after 30 seconds on Ubuntu 22.04?",
        "What is the difference between TCP and UDP",
        "Write a haiku about rain, please",
        "Is it safe to eat raw eggs during pregnancy",
        "My invoice shows 1,000 euros but I ordered two items for $40 each; how do I get a refund",
        "wie kann ich eine Datei unter Linux umbenennen",
        "How do I merge two dictionaries in Python 3.11",
    ]

    @Test("adding white space, case and punctuation to prose changes nothing at all", arguments: prompts)
    func invariance(_ prompt: String) {
        let plain = Reading.verifier.prepare(prompt)
        let partner = Reading.verifier.prepare("How can I restart the web server in Python 3.11 on Ubuntu")
        let variants = [
            prompt.uppercased(), prompt.lowercased(), "  " + prompt + " \n", prompt.replacingSpaces(by: "   \t "),
            prompt + "!!!",
            prompt + " ???", prompt.replacingSpaces(by: ", "), "\"" + prompt, "- " + prompt,
            prompt.replacingSpaces(by: " … "),
            "(" + prompt + ")",
        ]
        for variant in variants {
            let changed = Reading.verifier.prepare(variant)
            #expect(changed.canonical == plain.canonical, "\(variant)")
            #expect(
                Reading.verifier.features(changed, partner).values == Reading.verifier.features(plain, partner).values,
                "\(variant)")
            #expect(Reading.areEqual(prompt, variant), "\(variant)")
        }
    }

    @Test("it changes nothing in made-up prose either")
    func inventedProse() {
        let words = """
            how what why can you please not without the in from restart delete enable file database nginx docker python 3.11
            two 1,000 first all before with table spanish teh organisation colour paris happy big one doesn't won't 7 monday
            january best way 22.04 k8s 40 euros battery garden percent
            """.split(whereSeparator: \.isWhitespace).map(String.init)
        var numbers = SplitMix(seed: 31)
        let partner = Reading.verifier.prepare("How can I delete the first file of a database in Python 3.11")
        for _ in 0..<150 {
            let plain = (0...numbers.below(12)).map { _ in numbers.pick(words) }.joined(separator: " ")
            let other = Disguise.of(plain, &numbers)
            let (one, disguised) = (Reading.verifier.prepare(plain), Reading.verifier.prepare(other))
            #expect(one.canonical == disguised.canonical, "\(plain) | \(other)")
            #expect(Reading.verifier.compare(one, disguised).isEqual, "\(plain) | \(other)")
            let (mine, its) = (Reading.verifier.features(one, partner), Reading.verifier.features(disguised, partner))
            #expect(mine.values == its.values, "\(plain) | \(other)")
            #expect(mine.vetoes == its.vetoes, "\(plain) | \(other)")
        }
    }

    @Test("a prompt is the same as itself", arguments: prompts)
    func reflexive(_ prompt: String) {
        #expect(Reading.areEqual(prompt, prompt))
    }

    @Test(
        "politeness and the frame of the question change nothing",
        arguments: [
            "Hi, could you please tell me how to restart nginx? Thanks!", "how can I restart nginx",
            "What's the best way to restart nginx?",
            "I was wondering how I can restart nginx", "Quick question: what are the steps to restart nginx",
            "I'd like to know how to restart nginx please",
        ])
    func politeness(_ prompt: String) {
        #expect(Reading.areEqual("How do I restart nginx?", prompt))
    }

    @Test("British and American spellings, contractions and short forms are one word")
    func spellings() {
        #expect(Reading.areEqual("Which colour is my neighbour's favourite?", "which color is my neighbor's favorite"))
        #expect(Reading.areEqual("Why doesn't k8s start?", "why does not kubernetes start"))
        #expect(Reading.areEqual("How do I organise my photos", "how do i organize my photos"))
        #expect(Reading.areEqual("What’s “TCP”?", "what is tcp"))
    }

    @Test("case counts in identifiers that are written in mixed case on both sides")
    func identifiers() {
        #expect(Reading.vetoes("What does userId mean?", "What does userID mean?").contains(.code))
        #expect(Reading.areEqual("What does userId mean?", "WHAT DOES USERID MEAN?"))
    }
}

extension String {
    fileprivate func replacingSpaces(by replacement: String) -> String {
        split(separator: " ").joined(separator: replacement)
    }
}
