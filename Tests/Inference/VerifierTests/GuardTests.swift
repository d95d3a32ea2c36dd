// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

/// For each guard: pairs for which it must speak, and pairs for which it must be silent.
@Suite("Guards")
struct GuardTests {
    struct Case: Sendable, CustomStringConvertible {
        let veto: Veto
        let first: String
        let second: String
        var description: String { "\(veto): \(first) | \(second)" }

        init(_ veto: Veto, _ first: String, _ second: String) {
            (self.veto, self.first, self.second) = (veto, first, second)
        }
    }

    static let different: [Case] = [
        Case(.number, "How do I boil 2 eggs?", "How do I boil 3 eggs?"),
        Case(.number, "Upgrade Python 3.10 to a newer release", "Upgrade Python 3.11 to a newer release"),
        Case(.number, "resize the disk to 20 GB", "resize the disk to 20 TB"),
        Case(.number, "wait 5 minutes before retrying", "wait 5 seconds before retrying"),
        Case(.number, "what happened on 2024-01-31", "what happened on 2024-01-30"),
        Case(.number, "list twenty ideas for dinner", "list thirty ideas for dinner"),
        Case(.number, "meet at 5pm in Lisbon", "meet at 6pm in Lisbon"),
        Case(.number, "the meeting is at 10", "the meeting is at 11 o'clock"),
        Case(.number, "check in before two in the afternoon", "check in before two in the morning"),
        Case(.number, "toys for a child of two years", "toys for a child of three years"),
        Case(.calendar, "what holidays are in March 2024", "what holidays are in May 2024"),
        Case(.calendar, "is the office open on Monday", "is the office open on Friday"),
        Case(.code, "What does /etc/hosts do?", "What does /etc/passwd do?"),
        Case(.code, "what does rm -r do", "what does rm -f do"),
        Case(.code, "explain the error ERR_CONN_RESET", "explain the error ERR_CONN_REFUSED"),
        Case(.code, "how do I call get_user()", "how do I call get_users()"),
        Case(.code, "open https://example.com/a in a browser", "open https://example.com/b in a browser"),
        Case(.quotation, "what does \"carpe diem\" mean", "what does \"memento mori\" mean"),
        Case(.name, "What port does PostgreSQL use?", "What port does MySQL use?"),
        Case(.name, "install node on Ubuntu", "install node on Fedora"),
        Case(.negation, "Which foods contain gluten?", "Which foods do not contain gluten?"),
        Case(.opposite, "How do I enable swap on a server?", "How do I disable swap on a server?"),
        Case(.opposite, "Sort the rows in ascending order", "Sort the rows in descending order"),
        Case(.opposite, "is it safe to mix both", "is it unsafe to mix both"),
        Case(.role, "copy a file from the server to the laptop", "copy a file from the laptop to the server"),
        Case(.role, "Can a tenant sue a landlord?", "Can a landlord sue a tenant?"),
        Case(.role, "run the tests before the build", "run the tests after the build"),
        Case(.format, "Compare both plans in a table", "Compare both plans as bullet points"),
        Case(.language, "Translate good morning into Spanish", "Translate good morning into German"),
        Case(.language, "How do I rename a file in Linux?", "Wie kann ich eine Datei in Linux umbenennen?"),
        Case(.question, "Why do cats purr?", "When do cats purr?"),
        Case(.question, "Why do I back up a database?", "How do I back up a database?"),
        Case(.deictic, "Fix this error", "Fix this error"),
    ]

    static let silent: [Case] = [
        Case(.number, "How much is 1,000 euros?", "How much is 1000 euros?"),
        Case(.number, "How much is 1000 euros?", "How much is one thousand euros?"),
        Case(.number, "Convert 2 GB", "Convert 2 gigabytes"),
        Case(.number, "wait for 60 minutes", "wait for one hour"),
        Case(.number, "the meeting is at 5pm", "the meeting is at 17:00"),
        Case(.number, "upgrade to v1.2.3", "upgrade to 1.2.3"),
        Case(.number, "the meeting is at 10", "the meeting is at 10:00"),
        Case(.number, "the meeting is at 10:00", "the meeting is at 10 o'clock"),
        Case(.number, "check in before 2 pm", "check in before two in the afternoon"),
        Case(.number, "raise my limit to 1000 €", "raise my limit to 1,000 euros"),
        Case(.number, "the recipe says 350 °F", "the recipe says 350 degrees Fahrenheit"),
        Case(.number, "our daughter is two", "a child of two years"),
        Case(.code, "what does \"rm -r\" do", "what does rm -r do"),
        Case(.name, "install k8s", "install Kubernetes"),
        Case(.negation, "Why won't my computer start?", "Why does my computer fail to start?"),
        Case(.role, "copy a file from the server to the laptop", "copy a file to the laptop from the server"),
        Case(.role, "The mouse was eaten by the cat", "the cat has eaten the mouse"),
        Case(.question, "How do I install Docker?", "What is the way to install Docker?"),
        Case(.question, "Why is the sky blue?", "What makes the sky blue?"),
        Case(.question, "How can I load the file faster?", "What would make the file load quicker?"),
        Case(.question, "What's the difference between TCP and UDP?", "TCP and UDP: in what way aren't they the same?"),
        Case(.format, "Turn the note into a refusal", "How would one word the note as a refusal"),
        Case(.opposite, "Why does my chain keep falling off the gear?", "Why would my chain drop off the gear?"),
        Case(.language, "When do I use the past perfect in English?", "When do I use the past perfect?"),
        Case(.language, "How do I say hello in French?", "What is hello in French?"),
        Case(.deictic, "How do I sort a list?", "How do I sort a list?"),
    ]

    @Test("speaks where the answer changes, whichever text comes first", arguments: different)
    func speaks(_ pair: Case) {
        #expect(Reading.vetoes(pair.first, pair.second).contains(pair.veto))
        #expect(Reading.vetoes(pair.second, pair.first).contains(pair.veto))
        #expect(!Reading.areEqual(pair.first, pair.second))
    }

    @Test("is silent where two spellings say one thing", arguments: silent)
    func isSilent(_ pair: Case) {
        #expect(!Reading.vetoes(pair.first, pair.second).contains(pair.veto))
        #expect(!Reading.vetoes(pair.second, pair.first).contains(pair.veto))
    }

    @Test("a longer text that differs anywhere is never the same, however long it is")
    func tails() {
        let body = (0..<400).map { "word\($0 % 37)" }.joined(separator: " ")
        #expect(Reading.vetoes(body + " and print it", body + " and delete it").contains(.length))
        #expect(Reading.vetoes("yes " + body, "no " + body).contains(.length))
        #expect(Reading.areEqual(body + " and print it", body + " AND print it!"))
    }
}
