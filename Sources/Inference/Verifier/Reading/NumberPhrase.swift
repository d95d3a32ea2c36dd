// SPDX-License-Identifier: Apache-2.0

/// Numbers in figures and words, with units and times of day, led to one spelling.
enum NumberPhrase {
    /// The number that begins at a word: its spelling and how many words it takes.
    ///
    /// "one" alone is mostly a pronoun and no number; before a unit it is.
    static func read(_ words: [Word], at index: Int) -> (value: String, count: Int)? {
        let first = words[index]
        if first.classes.contains(.number) {
            if index + 1 < words.count, let factor = UnitWords.large[words[index + 1].text],
                let value = Double(first.text), value < 1e9
            {
                return (spelling(value * Double(factor)), 2)
            }
            return (first.text, 1)
        }
        guard first.notes.contains(.numberStart), first.classes.isDisjoint(with: [.code, .symbol]) else { return nil }
        if let month = UnitWords.ordinals[first.text] { return ("\(month)th", 1) }
        if first.text == "half", index + 2 < words.count, words[index + 1].text == "an", words[index + 2].text == "hour"
        {
            return ("0.5", 2)
        }
        var total = 0
        var current = 0
        var count = 0
        var isArticle = false
        scan: while index + count < words.count, count < 12 {
            let word = words[index + count].text
            if let small = UnitWords.small[word] {
                // "nineteen eighty" and "one two three" are several numbers.
                if count > 0, current % 10 != 0 || (current % 100 != 0 && small >= 10) { break scan }
                current += small
            } else if let large = UnitWords.large[word] {
                guard count > 0 || large != 12 else { break scan }
                if large == 100 || large == 12 {
                    current = max(1, current) * large
                } else {
                    total += max(1, current) * large
                    current = 0
                }
            } else if word == "and", count > 0, index + count + 1 < words.count, current % 100 == 0,
                UnitWords.small[words[index + count + 1].text] != nil, total + current > 0
            {
                count += 1
                continue
            } else if word == "a", count == 0, index + 1 < words.count,
                let large = UnitWords.large[words[index + 1].text]
            {
                isArticle = true
                current = large == 12 ? 1 : 1
            } else {
                break scan
            }
            count += 1
            if total > 1_000_000_000_000 { break scan }
        }
        guard count > 0, !(isArticle && count == 1) else { return nil }
        if count == 1, first.text == "one" {
            // "How would one word it": a person.
            guard index == 0 || !beforePersons.contains(words[index - 1].text), index + 1 < words.count,
                UnitWords.units[words[index + 1].text] != nil || singles.contains(words[index + 1].text)
            else {
                return nil
            }
        }
        return (spelling(Double(total + current)), count)
    }

    private static let singles: Set<String> = [
        "sentence", "sentences", "paragraph", "word", "line", "page", "column", "row", "example", "file", "item",
        "person", "user", "time",
    ]

    /// Before "one" they make it a person.
    private static let beforePersons: Set<String> = [
        "can", "could", "may", "might", "must", "shall", "should", "will", "would", "do", "does", "did",
    ]

    static func spelling(_ value: Double) -> String {
        if value == value.rounded(), value > -1e15, value < 1e15 { return String(Int64(value)) }
        return String(value)
    }

    /// A value with its unit: times in seconds or months, everything else as it is.
    static func measure(_ value: String, _ unit: UnitWords.Unit) -> String {
        guard unit.factor > 0, let number = Double(value) else { return value + unit.name }
        return spelling((number * unit.factor * 1e9).rounded() / 1e9) + unit.name
    }

    /// What makes a time of day of the number before it: "am", "pm", "o'clock", "in the afternoon".
    ///
    /// - Returns: whether it is after noon, nil where that is not said, and how many words it takes.
    static func halfDay(_ value: String, _ words: [Word], at index: Int) -> (afternoon: Bool?, count: Int)? {
        switch words[index].text {
        case "am": return (false, 1)
        case "pm": return (true, 1)
        case "oclock":
            let more = index + 1 < words.count ? halfDay(value, words, at: index + 1) : nil
            return (more?.afternoon, 1 + (more?.count ?? 0))
        case "in" where index + 2 < words.count && words[index + 1].text == "the":
            guard let hour = Int(value), (1...12).contains(hour) else { return nil }
            switch words[index + 2].text {
            case "morning": return (false, 3)
            case "afternoon", "evening": return (true, 3)
            default: return nil
            }
        default: return nil
        }
    }

    /// A time of day in 24 hours.
    static func clock(_ value: String, afternoon: Bool?) -> String {
        let parts = value.split(separator: ":").compactMap { Int($0) }
        guard let hour = parts.first, hour < 25, parts.count <= 3 else { return value }
        let minute = parts.count > 1 ? parts[1] : 0
        let hours = afternoon.map { ($0 ? 12 : 0) + hour % 12 } ?? hour
        return "\(hours):\(minute < 10 ? "0" : "")\(minute)" + (parts.count > 2 ? ":\(parts[2])" : "")
    }
}
