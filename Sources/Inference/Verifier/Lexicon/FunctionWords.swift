// SPDX-License-Identifier: Apache-2.0

/// The words of grammar, by what they do.
enum FunctionWords {
    static let lists: [(WordClass, String)] = [
        ([.function], "a an the"),
        (
            [.function, .pronoun],
            """
            i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
            it its itself they them their theirs themselves one ones oneself someone somebody anyone anybody everyone everybody
            something anything everything this that these those there here such who whom whose which
            """
        ),
        (
            [.function, .auxiliary],
            "be am is are was were been being do does did done doing have has had having get gets got getting"
        ),
        ([.function, .modal], "can could may might must shall should will would ought"),
        (
            [.function, .preposition],
            """
            of in on at by to from into onto for with about over under between through during via as upon within toward towards
            against along among around off out up down across behind beyond per inside outside near
            """
        ),
        ([.function, .conjunction], "and or but so yet than then else also too either both plus"),
        (
            [.function, .condition],
            "if when whenever unless while once until till because since although though whether where wherever"
        ),
        ([.function, .interrogative], "what why how when where who whom which whose whether"),
        (
            [.function],
            "just really very quite actually basically simply even still already again please ever rather pretty much some any"
        ),
        ([.function, .negation], "not no never nor neither none nobody nothing nowhere cannot without"),
        (
            [.weakNegation],
            """
            fail fails failed failing failure failures unable refuse refuses refused refusing broken break breaks breaking wrong
            missing lack lacks lacking lacked avoid avoids avoiding prevent prevents preventing prevented stop stops stopped
            stopping hardly barely rarely seldom impossible inability except excluding exclude omit skip minus
            ignore disable lose loses losing lost miss nonexistent unresponsive crash crashes crashing crashed hang hangs hanging
            dead die dies died problem problems trouble stuck reject rejects rejected denies denied unsuccessful unsuccessfully
            """
        ),
        (
            [.scope],
            """
            all only every each first last any entire whole single most both except least minimum maximum always half
            another other next previous second third final top bottom multiple several few many individual everything twice
            permanently temporarily recursively completely partially automatically manually exactly specific particular
            """
        ),
        (
            [.light],
            """
            way ways thing things get make want need use help please try know tell give let work go take put see say mean
            look like good best better proper properly correctly correct right able possible
            draft compose recommend suggest provide produce generate prepare grateful obliged wanted whilst text advise tip tips advice
            kind sort type bit lot stuff people person someone question answer explain describe show list write create
            find happen happens start become come keep seem able supposed
            """
        ),
        (
            [.superlative],
            """
            best worst fastest slowest cheapest newest oldest latest largest biggest smallest highest lowest longest shortest
            easiest hardest simplest safest quickest strongest
            """
        ),
    ]

    /// "doesn't" and its like, with and without the apostrophe.
    static let contractions: [String: [String]] = {
        var table: [String: [String]] = [
            "can't": ["can", "not"], "cannot": ["can", "not"], "cant": ["can", "not"], "won't": ["will", "not"],
            "shan't": ["shall", "not"], "ain't": ["is", "not"], "let's": ["let", "us"], "i'm": ["i", "am"],
            "im": ["i", "am"],
            "gonna": ["going", "to"], "wanna": ["want", "to"], "gotta": ["have", "to"], "gimme": ["give", "me"],
            "lemme": ["let", "me"], "dunno": ["do", "not", "know"], "whats": ["what", "is"], "hows": ["how", "is"],
            "whos": ["who", "is"], "wheres": ["where", "is"], "whys": ["why", "is"], "thats": ["that", "is"],
            "theres": ["there", "is"], "ive": ["i", "have"], "youre": ["you", "are"], "theyre": ["they", "are"],
            "w/o": ["without"], "w/": ["with"], "wether": ["whether"], "alot": ["a", "lot"], "'cause": ["because"],
            "cuz": ["because"],
            "tryna": ["trying", "to"], "kinda": ["kind", "of"], "y'all": ["you"], "ya": ["you"],
        ]
        for verb in "do does did is are was were have has had could would should must need".split(separator: " ") {
            table[verb + "n't"] = [String(verb), "not"]
            table[verb + "nt"] = [String(verb), "not"]
        }
        return table
    }()

    /// Ends after an apostrophe.
    static let clitics: [String: String] = ["s": "", "re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"]

    /// Whose "'s" is "is", not a genitive.
    static let hosts: Set<String> = [
        "what", "how", "who", "where", "why", "when", "that", "there", "it", "he", "she", "here", "this", "which",
    ]
}
