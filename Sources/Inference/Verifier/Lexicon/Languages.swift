// SPDX-License-Identifier: Apache-2.0

/// Words of grammar of the languages that prompts are written in most, to tell which one a prompt is in.
enum Languages {
    static let words: [(code: String, words: String)] = [
        (
            "en",
            "the a an of to in is are do does how what why when where who i you my it for with on and or not can should this that be was have your at from if which"
        ),
        (
            "de",
            "der die das ein eine einen ist sind wie was warum wann wo wer ich du sie mein meine und oder nicht kann für mit auf von zu den dem im wird man welche mir bitte es gibt zwischen"
        ),
        (
            "fr",
            "le la les un une des est sont comment quoi pourquoi quand où qui je tu vous mon ma mes et ou pas peut pour avec sur de du dans que quel quelle quels il faut entre moi"
        ),
        (
            "es",
            "el la los las un una es son cómo como qué que por cuándo dónde quién yo mi mis y o no puedo para con en de del cuál cuáles hay se al entre me"
        ),
        (
            "it",
            "il lo la gli le un una è sono come cosa perché quando dove chi io mio mia e o non posso per con su di del della nel che quale qual si tra fare"
        ),
        (
            "pt",
            "o a os as um uma é são como que por quando onde quem eu meu minha e ou não posso para com em de do da no na qual quais há se entre fazer"
        ),
        (
            "nl",
            "de het een is zijn hoe wat waarom wanneer waar wie ik je mijn en of niet kan voor met op van te in welke er tussen moet"
        ),
        (
            "sv",
            "en ett är hur vad varför när var vem jag du min mitt och eller inte kan för med på av till i den det som mellan"
        ),
        (
            "pl",
            "jak co dlaczego kiedy gdzie kto ja mój moja i lub nie mogę dla z na w do jest są się to czy jaki między"
        ),
        ("tr", "nasıl ne neden zaman nerede kim ben ve veya değil için ile bir bu mi mı nedir arasında"),
    ]

    /// Language of a text, "" unless one is clearly ahead.
    static func of(_ words: [Word], table: [String: [UInt8]]) -> String {
        var counts = [Int](repeating: 0, count: Self.words.count)
        var total = 0
        for word in words where word.classes.isDisjoint(with: [.code, .number, .symbol]) {
            if word.spelled == word.text, !word.notes.contains(.grammar) { continue }
            guard let languages = table[word.spelled] else { continue }
            total += 1
            for language in languages { counts[Int(language)] += 1 }
        }
        guard let most = counts.max(), most > 0 else { return "" }
        let first = counts.firstIndex(of: most) ?? 0
        let second = counts.enumerated().filter { $0.offset != first }.map(\.element).max() ?? 0
        guard most >= 2, most > second, most * 2 >= total else { return "" }
        return Self.words[first].code
    }

    private static let english: Set<String> = [
        "a", "as", "do", "no", "me", "in", "is", "an", "die", "was", "man", "will", "am", "on", "or", "not", "per",
        "come", "con", "van", "met",
        "op", "son", "sin", "he", "so", "at", "to", "of", "pour", "if", "my", "i", "mine", "quest", "us", "we", "our",
        "den", "des", "use",
        "sur", "tu", "la", "le", "el", "et", "bitte", "co", "ten", "tak", "ja", "na", "o", "e", "y", "z", "w", "den",
        "dem", "des", "min", "har",
    ]

    static let table: [String: [UInt8]] = {
        var table: [String: [UInt8]] = [:]
        for (index, language) in words.enumerated() {
            // Words that are English too tell nothing in a short prompt.
            for word in language.words.split(separator: " ") where index == 0 || !english.contains(String(word)) {
                table[String(word), default: []].append(UInt8(index))
            }
        }
        return table
    }()
}
