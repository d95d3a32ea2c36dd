// SPDX-License-Identifier: Apache-2.0

/// Words for the form and the tone that an answer shall have.
enum AnswerForms {
    static let forms: Set<String> = Set(
        """
        table json csv yaml xml markdown html latex bullet bullets bulleted list numbered paragraph paragraphs sentence sentences haiku
        limerick sonnet poem essay tweet story song email letter speech outline diagram chart checklist flowchart script rhyme slogan
        headline memo summary word words line lines page pages bash python javascript sql plain emoji emojis
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Before a form: what makes it the form of the answer.
    static let anchors: Set<String> = ["as", "in", "into", "using", "a", "an", "format", "one", "single"]

    static let tones: Set<String> = Set(
        """
        formal informal casual professional friendly funny humorous polite short brief briefly concise concisely detailed detail details
        long longer shorter simple simply technical beginner beginners expert experts child children kid kids layman laymen eli5 academic
        persuasive sarcastic poetic neutral serious enthusiastic summary succinct thorough comprehensive plain nontechnical advanced
        novice newcomers experienced toddler teenager step-by-step
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
