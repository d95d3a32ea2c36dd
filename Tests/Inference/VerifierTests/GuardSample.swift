// SPDX-License-Identifier: Apache-2.0

@testable import Verifier

/// Makes pairs of prompts in which only what one guard looks at differs.
struct GuardSample {
    private var numbers: SplitMix

    init(seed: UInt64) {
        numbers = SplitMix(seed: seed)
    }

    private static let things = [
        "battery", "printer", "invoice", "garden", "bicycle", "kitchen", "camera", "window", "report", "ticket",
        "server", "folder", "parcel", "keyboard", "bridge", "violin",
    ]
    private static let deeds = ["clean", "rename", "repair", "order", "paint", "measure", "label", "photograph"]
    private static let places = ["in the office", "at the school", "for a customer", "on a boat", "with a phone"]
    private static let strangers = [
        "marble", "harvest", "orchestra", "umbrella", "glacier", "tractor", "candle", "passport", "saddle", "lantern",
    ]

    private mutating func thing() -> String { numbers.pick(Self.things) }
    private mutating func deed() -> String { numbers.pick(Self.deeds) }
    private mutating func place() -> String { numbers.pick(Self.places) }
    private mutating func number() -> Int { 3 + numbers.below(9000) }

    /// A pair on which the veto must speak.
    mutating func different(_ veto: Veto) -> (String, String) {
        let (thing, deed, place) = (thing(), deed(), place())
        func pair(_ text: (String) -> String, _ choices: (String, String)) -> (String, String) {
            (text(choices.0), text(choices.1))
        }
        switch veto {
        case .number:
            let count = number()
            let other = count + 1 + numbers.below(50)
            let unit = numbers.pick(["", " GB", " minutes", " km", ".5 kg", " percent"])
            return pair({ "How do I \(deed) a \(thing) of \($0)\(unit) \(place)?" }, ("\(count)", "\(other)"))
        case .calendar:
            let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            let months = ["January", "February", "April", "June", "July", "August", "September", "October"]
            return pair(
                { "Where can people \(deed) a \(thing) on a \($0) \(place)?" },
                numbers.two(numbers.below(2) == 0 ? days : months))
        case .code:
            let codes = [
                "/etc/\(thing).conf", "--\(deed)", "\(deed)_\(thing)", "\(thing).\(deed)()",
                "ERR_\(thing.uppercased())",
                "https://example.org/\(thing)", "C:\\\(thing)", "\(thing)@example.org",
            ]
            return pair({ "What does \($0) mean \(place)?" }, numbers.two(codes))
        case .quotation:
            return pair({ "Where does the line \"the \($0) sings\" come from?" }, numbers.two(Self.strangers))
        case .name:
            let kinds = Names.kinds.filter {
                ["database", "operating system", "programming language"].contains($0.kind)
            }
            let plain = numbers.pick(kinds).words.split(whereSeparator: \.isWhitespace).map(String.init)
            return pair({ "How do I \(deed) a \(thing) with \($0) \(place)?" }, numbers.two(plain))
        case .negation:
            return pair(
                { "Which people \($0)\(deed) a \(thing) \(place)?" }, ("", numbers.pick(["do not ", "never "])))
        case .opposite:
            let opposites = [
                ("enable", "disable"), ("open", "close"), ("encrypt", "decrypt"), ("upload", "download"),
                ("install", "uninstall"), ("lock", "unlock"), ("mount", "unmount"), ("compress", "decompress"),
            ]
            return pair({ "How do I \($0) the \(thing) \(place)?" }, numbers.pick(opposites))
        case .role:
            let (one, other) = numbers.two(Self.strangers)
            let text = numbers.pick(["from A to B", "from A into B", "before A and after B", "with A but without B"])
            func filled(_ first: String, _ second: String) -> String {
                text.map { $0 == "A" ? "the " + first : $0 == "B" ? "the " + second : String($0) }.joined()
            }
            return (
                "Move the \(thing) \(filled(one, other)) \(place)", "Move the \(thing) \(filled(other, one)) \(place)"
            )
        case .format:
            return pair(
                { "Compare a \(thing) and a garden shed \(place) as a \($0)" },
                numbers.two(["table", "haiku", "poem", "letter", "tweet", "diagram"]))
        case .language:
            let names = ["Spanish", "German", "French", "Italian", "Dutch", "Polish", "Greek", "Turkish"]
            return pair({ "Translate the word \(thing) into \($0) \(place)" }, numbers.two(names))
        case .question:
            let starts = numbers.pick([
                ("Why do people", "When do people"), ("Why do people", "How do people"),
                ("When do people", "Where do people"), ("How many people", "Why do people"),
            ])
            return pair({ "\($0) \(deed) a \(thing) \(place)?" }, starts)
        case .deictic:
            let text = numbers.pick([
                "Explain this file", "Translate the text above", "Fix the code below", "Summarise that article",
            ])
            return (text, text)
        case .length:
            let body = (0..<(200 + numbers.below(50))).map { _ in thing }.joined(separator: " ")
            return pair({ "\(deed) \(body) \($0)" }, numbers.two(Self.strangers))
        case .scope:
            return pair(
                { "How do I \(deed) \($0)of the files of a \(thing) \(place)?" },
                (numbers.pick(["all ", "only some ", "each "]), ""))
        case .substitution:
            return pair({ "How do I \(deed) a \(thing) beside a \($0) \(place)?" }, numbers.two(Self.strangers))
        case .addition:
            let more = " near the \(numbers.pick(Self.strangers))"
            return pair({ "How do I \(deed) a \(thing)\($0) \(place)?" }, ("", more))
        case .order:
            let (one, other) = numbers.two(Self.strangers)
            return (
                "Show the \(one) the \(deed) \(thing) of every \(other) \(place)",
                "Show the \(other) the \(deed) \(thing) of every \(one) \(place)"
            )
        }
    }

    /// A pair with all of that on both sides, written in two ways: the veto must be silent.
    mutating func same(_ veto: Veto) -> (String, String) {
        let (thing, deed, place, stranger) = (thing(), deed(), place(), numbers.pick(Self.strangers))
        let count = 1000 + numbers.below(8000)
        let figures = "\(count / 1000),\(String(count % 1000 + 1000).dropFirst())"
        switch veto {
        case .number:
            return (
                "How do I \(deed) \(count) copies of a \(thing)?", "how can I \(deed) \(figures) copies of a \(thing)"
            )
        case .calendar: return ("Who can \(deed) it on a Tuesday?", "who can \(deed) it on a Tue")
        case .code: return ("What is /etc/\(thing).conf?", "what is \"/etc/\(thing).conf\"")
        case .quotation: return ("Who sang \"the \(stranger)\"?", "who sang “the \(stranger)”")
        case .name: return ("\(deed) a \(thing) with k8s", "\(deed) a \(thing) with Kubernetes")
        case .negation: return ("Why won't the \(thing) start?", "Why does the \(thing) fail to start?")
        case .opposite: return ("Is the \(thing) open or closed?", "is the \(thing) closed or open")
        case .role:
            return ("Move it from the \(thing) to the \(stranger)", "Move it to the \(stranger) from the \(thing)")
        case .format: return ("\(deed) the \(thing) as a table", "As a table: \(deed) the \(thing)")
        case .language: return ("How do I say \(thing) in French?", "what is \(thing) in French")
        case .question: return ("How do I \(deed) a \(thing)?", "What is the best way to \(deed) a \(thing)?")
        case .deictic: return ("How do I \(deed) a \(thing) \(place)?", "\(deed) a \(thing) \(place), how?")
        case .length: return ("\(deed) \(thing)", "please \(deed) the \(thing)")
        case .scope: return ("How do I \(deed) all \(thing)s?", "what is the way to \(deed) all \(thing)s")
        case .substitution: return ("How do I \(deed) a colour \(thing)?", "how do i \(deed) a color \(thing)")
        case .addition:
            return ("How do I \(deed) a \(thing)?", "hi, could you tell me how to \(deed) a \(thing), thanks")
        case .order: return ("In Python, how do I \(deed) a \(thing)?", "How do I \(deed) a \(thing) in Python?")
        }
    }
}
