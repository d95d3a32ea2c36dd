// SPDX-License-Identifier: Apache-2.0

/// Words that point outside the prompt.
enum Deixis {
    /// Pointing out when "this", "that", "these", "those", "above", "below" or "following" stands beside one.
    static let nouns: Set<String> = Set(
        """
        file files code error errors text document documents function method class script snippet image images picture pictures email
        emails paragraph sentence sentences article log logs screenshot message messages repository project query table page section
        chapter book essay letter poem story list data dataset spreadsheet output input result results warning exception trace stacktrace
        traceback conversation thread chat meeting transcript passage quote question questions answer answers example examples problem
        issue bug line lines block config configuration command commit diff patch pull-request ticket report paper link url website
        product item photo photos video song recipe draft version response reply review comment comments word words phrase statement
        equation formula expression test tests build job pipeline module package program application api endpoint schema contract
        string array number numbers variable regex pattern diagram chart graph graphs slide slides presentation notes cv resume
        proposal invoice order customer description instructions task assignment exercise figure steps contents content headers
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Words of time whose answer is another tomorrow.
    static let times: Set<String> = [
        "today", "tomorrow", "yesterday", "tonight", "now", "nowadays", "currently", "today's", "tomorrow's",
        "yesterday's",
    ]

    /// After "this", "next", "last", "past", "coming": a time seen from now.
    static let periods: Set<String> = [
        "week", "month", "year", "morning", "afternoon", "evening", "night", "weekend", "summer", "winter", "spring",
        "fall", "autumn",
        "quarter", "season", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "semester",
        "term",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// After "current", "latest", "newest": what changes by the day.
    static let changing: Set<String> = [
        "weather", "price", "prices", "president", "ceo", "exchange", "stock", "temperature", "news", "score", "rates",
        "leader", "champion",
        "population", "events", "trends", "headlines", "prime", "government", "king", "queen", "inflation", "minister",
        "standings",
    ]

    /// Changing too, where nothing else is asked: "what's the current time", not "print the current time in Java".
    static let changingAlone: Set<String> = ["time", "date", "status", "record", "rate", "situation"]

    /// After "my last", "our previous": something between the asker and somebody.
    static let dealings: Set<String> = Set(
        """
        meeting email message conversation question answer request chat call session order invoice paycheck payment purchase transaction
        discussion prompt response reply ticket appointment visit statement
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Verbs of a prompt that is nothing without what came before.
    static let followUps: Set<String> = Set(
        """
        continue retry again explain summarize more elaborate shorten fix why how ok okay yes no sure go try translate rewrite rephrase
        simplify expand shorter longer clearer next stop repeat correct check improve paraphrase convert proofread review redo what
        undo help debug compare refactor optimize revise keep
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
