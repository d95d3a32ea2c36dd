// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

@Suite("Prompts that point outside themselves")
struct DeicticTests {
    @Test(
        "are found",
        arguments: [
            "Fix this", "explain the error above", "Summarise the following", "What do these files do?",
            "summarize our last meeting",
            "what time is it now", "today's weather in Berlin", "What's the weather like today?", "continue",
            "explain it again", "try again",
            "Why is that?", "translate this into French", "what does this function return",
            "review the attached document",
            "Rewrite the paragraph below", "Can you explain that code?", "make it shorter",
            "as you said before, which one is better",
            "what happened this week in politics", "Who won the match yesterday?", "refactor these classes",
            "What's the current price of gold?",
            "here is my code, what is wrong with it", "proofread my last email",
        ])
    func found(_ prompt: String) {
        #expect(Reading.deictic(prompt) != nil)
    }

    @Test(
        "are not mistaken for prompts that stand by themselves",
        arguments: [
            "How do I get the current directory in Python?", "Is it safe to eat raw eggs?",
            "Write a function that returns the sum of two numbers",
            "How long does it take to boil an egg?",
            "My laptop overheats when I play games, how do I fix this?",
            "Make sure that the server restarts after a crash, how?",
            "Which temperatures are above 30 degrees?", "How do I undo the last commit in git?",
            "Translate \"where is the station\" into French",
            "What does HTTP status 404 mean?", "What is recursion?", "Explain photosynthesis",
            "How do I delete the last line of a file?",
        ])
    func standing(_ prompt: String) {
        #expect(Reading.deictic(prompt) == nil)
    }

    @Test("a prompt that brings along what it points to stands by itself")
    func material() {
        #expect(Reading.deictic("Explain this code:\n```\nprint(sum(range(10)))\n```") == nil)
        #expect(Reading.deictic("Translate this sentence: the cat sat on the mat") == nil)
        #expect(Reading.deictic("Correct the grammar of the following: he go to school every day") == nil)
    }
}
