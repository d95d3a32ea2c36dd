// SPDX-License-Identifier: Apache-2.0

/// Ways to begin a question that say what kind it is, and words that say nothing at all.
enum Frames {
    /// What the words ask for.
    enum Kind: UInt8, Sendable, CaseIterable {
        case howTo, why, what, when, who, place, howMany, howLong, howOften, which, whether, degree
        case difference
        /// "How" without a frame: a manner, a mechanism.
        case manner

        /// What stands for all frames of the kind in the text that is encoded; nil leaves them as they are written.
        var opening: String? {
            switch self {
            case .howTo: "how to"
            case .why: "why"
            case .when: "when"
            case .who: "who"
            case .place: "where"
            case .howLong: "how long"
            case .howOften: "how often"
            case .difference: "what is the difference between"
            case .what, .which, .whether, .howMany, .degree, .manner: nil
            }
        }
    }

    /// Politeness: removed wherever it stands. Longest first is not needed; the matcher takes the longest.
    static let fillers = """
        hi; hello; hey; hi there; hey there; hello there; good morning; good afternoon; good evening; greetings; dear
        hi all; hi everyone; hello everyone; hi team; hey guys; hi guys; hey folks; hey everyone; hello all
        please; kindly; thanks; thank you; thank you very much; thanks a lot; many thanks; thanks in advance; thank you in advance
        thank you so much; thanks so much; cheers; much appreciated; any help appreciated; any help is appreciated; any help would be appreciated
        appreciate any help; appreciate your help; i would appreciate any help; i would appreciate it
        quick question; just a quick question; a quick question; quick one; simple question; dumb question; stupid question; silly question
        newbie question; noob question; beginner question; i have a question; i have a quick question; i have got a question; question
        i was wondering; i was just wondering; i am wondering; i wonder; just wondering; wondering; i was curious; i am curious; just curious
        out of curiosity; curious; i was hoping; i am hoping; was wondering
        could you tell me; can you tell me; would you tell me; could you please tell me; can you please tell me; will you tell me
        could you help me understand; can you help me understand; help me understand; please tell me; tell me; let me know
        could you let me know; can you let me know; please let me know; could you explain to me; can you explain to me; explain to me
        could anyone tell me; can anyone tell me; could someone tell me; can someone tell me; can somebody tell me; could somebody tell me
        does anyone know; does anybody know; does someone know; anyone know; anybody know; do you know; do you happen to know; would you happen to know
        would anyone know; any idea; any ideas; any clue; any thoughts; have you any idea; do you have any idea; does anyone have any idea; any chance you know
        i would like to know; i would love to know; i would like to understand; i want to know; i need to know; i want to understand
        i am trying to understand; i am trying to figure out; i am trying to find out; i am looking to understand; i am looking to know
        i would like to learn; i want to learn; i need to find out; i want to find out; i would like to find out; i need to understand
        i am not sure; not sure; i do not know; i have no idea; i do not understand; i cannot figure out; i can not figure out; i can not seem to figure out
        excuse me; sorry; sorry to bother you; sorry for the question; apologies; my apologies; pardon me
        if you do not mind; if that is ok; if possible; when you have a moment; when you get a chance; if you can; if you could; if you would
        real quick; really quick; for me; to me; if you please; would you mind; would you please; could you please; can you please; will you please
        can you help; could you help; can someone help; can anyone help; could someone help; need help; i need help; i need some help
        i need some help with; i need help with; need help with; help me with; can you help me with; could you help me with; help with; i need your help
        would it be possible to get; well; so; um; uh; hmm; okay so; ok so; basically; you know; i mean; actually; just; really
        exactly; anyway; btw; by the way; in your opinion; in general; generally speaking; in short; as a beginner question
        the following question; here is my question; my question is; the question is; can you explain; could you explain; please explain
        can someone explain; could someone explain; can anyone explain; would someone explain; would you explain; someone explain; what i want to know is
        i am asking; i want to ask; i would like to ask; may i ask; can i ask; could i ask; may i know; can i know
        or not; i guess; i think; i suppose; maybe; perhaps; right now i am wondering; kind of; sort of; some kind of
        i would be grateful for any help; i would be grateful; i would be thankful; any hints; any hint; any pointers; any advice; any suggestions
        many thanks for your help; thanks for any help; thanks for your help; thank you for your help; thanks for helping; i appreciate it
        maybe you can help me; perhaps you can help me; maybe someone can help; i hope you can help; hope you can help; do you recommend that
        do you think; would you say; can we say; in the world; on earth; the heck; the hell
        """

    /// "Can you" before one of these asks for a deed, not whether it can be done.
    static let requests: Set<String> = [
        "write", "explain", "tell", "show", "give", "help", "list", "create", "generate", "summarize", "summarise",
        "translate",
        "describe", "suggest", "recommend", "provide", "rewrite", "draft", "compare", "walk", "teach", "review",
        "compose", "outline",
        "define", "name", "share", "point", "propose", "proofread", "paraphrase", "rephrase", "brainstorm", "elaborate",
        "clarify",
        "make", "fix", "find", "convert", "check", "plan", "design", "prepare",
    ]

    static let lines: [(Kind, String)] = [
        (
            .howTo,
            """
            how do i; how do you; how do we; how do one; how do people; how does one; how does someone; how does somebody; how do they
            how can i; how can you; how can we; how can one; how can someone; how could i; how could we; how could one; how should i; how should we
            how should one; how should you; how would i; how would you; how would we; how would one; how might i; how might one; how may i; how must i; how to
            how do i go about; how can i go about; how would i go about; how should i go about; how would you go about; how does one go about
            how do you go about; how to go about; how would one go about
            how am i supposed to; how are you supposed to; how is one supposed to; how do i manage to; how do i get to; how do i make sure to; how is it possible to
            how i can; how i could; how i should; how i would; how i do; how one can; how one could; how we can; how we could; how you can; how you would; how you could
            what is the way to; what is the best way to; what is a good way to; what is the right way to; what is the proper way to
            what is the correct way to; what is the recommended way to; what is the usual way to; what is the standard way to; what is a way to
            what is the best way of; what is the way of; what is the right way of; what is the best method to; what is the best method for; what is the best approach to
            what is the best approach for; what is the preferred way to; what is the ideal way to; what would be the best way to; what would be a good way to
            what are some ways to; what are the ways to; what are ways to; what are good ways to; what are some good ways to; what are the best ways to; what are effective ways to
            what is the method for; what is the method to; what is the procedure for; what is the procedure to; what is the process for; what is the process to
            what is the process of; what is the process for getting; what is the trick to; what is the technique for; what is a method for; what method is there for; what is a good method for
            what are the steps to; what are the steps for; what are the steps in; what are the steps involved in; what are the steps required to; what are the steps needed to
            what steps do i need to take to; what steps do i take to; what steps should i take to; what steps should i follow to; what steps do i follow to
            what steps are needed to; what steps are required to; what steps are involved in; which steps do i need to take to; which steps are needed to; which steps are required to
            what do i need to do to; what do i have to do to; what do i do to; what should i do to; what must i do to; what do i need to do in order to; what do i have to do in order to
            what can i do; what can we do; what should i do; what should we do; what do i do; what could i do; what do we do; what can be done
            what can i do to; what could i do to; what has to be done to; what needs to be done to; what would i need to do to; what does it take to
            what is needed to; what is required to; in what way can i; in which way can i; by what means can i
            steps to; steps for; the steps to; the steps for; way to; a way to; the way to; the best way to; the right way to; the proper way to; best way to; ways to; some ways to; a good way to; good way to
            right way to; proper way to; correct way to; the correct way to
            instructions for; instructions to; instructions on; guide to; guide for; a guide to; a guide for; tutorial for; tutorial on; procedure for; process for
            show me how to; tell me how to; teach me how to; explain how to; show me how; teach me how; explain how i can; explain how i; describe how to; describe how i can; tell me how i can; tell me how
            walk me through how to; walk me through; guide me through; talk me through; describe the steps to; explain the steps to; give me the steps to; list the steps to; outline the steps to
            give me instructions for; give me instructions on how to; give me instructions to; give instructions for; instructions on how to; give me a way to; show me a way to; tell me a way to
            tell me the steps to; show me the steps to; the steps i need to take to; the steps needed to; the steps required to; steps required to; steps needed to
            i need to; i want to; i would like to; i am trying to; i have to; i am looking to; i am looking for a way to; i need a way to; i want a way to; i am attempting to
            i am looking for the best way to; i need help to; i am looking for ways to; looking for a way to; looking to; trying to; need to; want to; help me; help me to; i wish to
            is there a way to; is there any way to; is there a good way to; is there a way i can; is there any way i can; is there some way to; is there a way of; is there a method to; is there a proper way to; are there ways to; are there any ways to
            any way to; any ways to; what is the command to; what command do i use to; which command do i use to; what command can i use to; which command would i use to; what is the command for; what command
            what do i type to; what should i run to; what do i run to; what can i use to; what do i use to; what should i use to; how best to; how do i best; how best can i; how do i properly; how do i correctly; how can i properly; how to properly; how to correctly
            """
        ),
        (
            .manner,
            "how; how is; how are; how does; how do; how did; how was; how were; how has; how can; how could; how will; in what way; in which way"
        ),
        (
            .why,
            """
            why; how come; why is it that; what is the reason; what is the reason that; what is the reason for; what is the reason behind; what is the reason why; what are the reasons for; what are the reasons that; what are the reasons why
            for what reason; for what reasons; for which reason; what causes; what cause; what is causing; what makes; what could cause; what can cause; what might cause; what could be causing; what might be causing; what may cause; what can make
            what is the cause of; what are the causes of; what was the cause of; what caused; what led to; what has caused; what made; what would cause; what would make; what is behind; what explains; what lies behind; what is responsible for
            reason for; reasons for; reason why; reasons why; the reason for; the reason why; the reason that; the reason behind; the reasons for; the reasons why; cause of; causes of; the cause of; the causes of; explain why; tell me why; describe why; explain the reason for
            how is it that; what leads to; what results in; due to what; what is to blame for; what triggers; what could make; what might make; to what is due; what is up with; what is going on with
            """
        ),
        (
            .what,
            """
            what; what is; what are; what was; what were; what does; what do; what did; what is a; what is an; what is the; what are the; what is meant by; what do you mean by; what is the meaning of; what is the definition of; define; definition of; the definition of
            the meaning of; meaning of; explain what; explain; tell me what; tell me about; describe; describe what; give me an overview of; an overview of; overview of; explain the concept of; explain the idea of; what exactly is; what exactly are; give a definition of; what can you tell me about
            """
        ),
        (
            .when,
            "when; what time; at what time; at what point; what date; on what date; on which date; on what day; on which day; what day; which day; what year; in what year; in which year; which year; what month; in which month; when exactly; the date of; the date when; the year in which; since when; until when"
        ),
        (
            .who,
            "who; whom; which person; what person; the name of the person; what is the name of the person; by whom; whose; who is the person; which people"
        ),
        (
            .place,
            "where; in what place; in which place; what place; which place; what location; in what location; in which location; what is the location of; the location of; in which city; in what city; which city; in which country; in what country; which country; in which directory; in what directory; in which folder; in what folder; which folder; at what place; whereabouts; which part of the world; in what part of"
        ),
        (
            .howMany,
            "how many; how much; what number of; what is the number of; the number of; what is the amount of; what amount of; what quantity of; what is the price of; what is the cost of; what does it cost to; how much does it cost to; what is the total number of; how much money; what price; what is the quantity of; how high is the price of"
        ),
        (
            .howLong,
            "how long; how much time; what is the duration of; for how long; what length of time; how many minutes; how many hours; how many days; how many weeks; how many months; how many years; the duration of; how old; what is the age of"
        ),
        (
            .howOften,
            "how often; how frequently; how many times; with what frequency; what is the frequency of; how regularly"
        ),
        (
            .which,
            "which; which one; which of; what kind of; what type of; what sort of; which kind of; which type of; which is"
        ),
        (
            .degree,
            "how big; how large; how far; how fast; how high; how tall; how deep; how hot; how cold; how heavy; how strong; how quickly; how soon; how late; how early; how safe; how hard; how difficult; how easy; how bad; how good; how well; how likely; how important; how expensive; how close; how wide; how small; how accurate; what is the size of; what size; what is the distance"
        ),
        (
            .difference,
            "what is the difference between; what are the differences between; what is the difference; what are the differences; what are the differences between; what is different between; difference between; differences between; the difference between; the differences between; how does differ from; how is different from; what distinguishes; how do differ; what differentiates; explain the difference between; explain the differences between; tell me the difference between; what sets apart; in what way do differ; how are different; distinguish between; tell apart; what separates"
        ),
    ]

    /// First words of a yes-no question.
    static let whetherStarts: Set<String> = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will", "has", "have",
        "had", "may", "might",
        "must", "am", "shall",
    ]
}
