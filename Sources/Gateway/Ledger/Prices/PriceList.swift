// SPDX-License-Identifier: Apache-2.0

/// The prices that come with the program, as their providers publish them, in dollars for a million tokens.
///
/// A line is `provider model name=value ...`: `in` and `out`, `read` for input from the prompt cache, `w5m` and `w1h` for
/// writing to it, `audio-in`, `audio-out`; `batch` in hundredths of the list price; `since` for a price that holds from a
/// day on (a later line replaces an earlier one from then); after `over=N` the prices of prompts of more than N tokens.
/// `read` that is missing is the price of input, a model that is missing has no price. Only list prices of the provider's
/// own service are here: what a cloud, a contract or a subscription makes of them belongs into `usage_pricing`.
///
/// Every list names its sources and the day that they were read. When you change a line, name both.
enum PriceList {
    static let all = [openAI, anthropic, gemini, deepSeek, xAI]

    // Sources, read 2026-11-29: "Pricing" of OpenAI's API documentation as quoted by public copies of it; "Models and
    // pricing" of GitHub's documentation, which names the same prices for the models from gpt-5-mini on. Only prices that
    // two sources agree on are here.
    static let openAI = """
        openai gpt-4o            in=2.50  read=1.25   out=10     batch=50
        openai gpt-4o-2024-05-13 in=5               out=15     batch=50
        openai gpt-4o-mini       in=0.15  read=0.075  out=0.60   batch=50
        openai gpt-4.1           in=2     read=0.50   out=8      batch=50
        openai gpt-4.1-mini      in=0.40  read=0.10   out=1.60   batch=50
        openai gpt-4.1-nano      in=0.10  read=0.025  out=0.40   batch=50
        openai gpt-3.5-turbo     in=0.50              out=1.50   batch=50
        openai o1                in=15    read=7.50   out=60     batch=50
        openai o3                in=2     read=0.50   out=8      batch=50
        openai o3-mini           in=1.10  read=0.55   out=4.40   batch=50
        openai o4-mini           in=1.10  read=0.275  out=4.40   batch=50
        openai gpt-5             in=1.25  read=0.125  out=10     batch=50
        openai gpt-5-mini        in=0.25  read=0.025  out=2      batch=50
        openai gpt-5-nano        in=0.05  read=0.005  out=0.40   batch=50
        openai gpt-5.1           in=1.25  read=0.125  out=10     batch=50
        openai gpt-5.2           in=1.75  read=0.175  out=14     batch=50
        openai gpt-5.3-codex     in=1.75  read=0.175  out=14
        openai gpt-5.4           in=2.50  read=0.25   out=15   over=272000 in=5  read=0.50 out=22.50
        openai gpt-5.4-mini      in=0.75  read=0.075  out=4.50
        openai gpt-5.4-nano      in=0.20  read=0.02   out=1.25
        openai gpt-5.5           in=5     read=0.50   out=30   over=272000 in=10 read=1    out=45
        """

    // Source, read 2026-11-29: "Pricing" of Anthropic's documentation (Claude Platform), and its page of each model.
    // Haiku 3 is written to the cache for 0.30, not for a quarter more than input.
    static let anthropic = """
        anthropic claude-fable-5-1  in=10   w5m=12.50 w1h=20  read=0.25 out=50   batch=50
        anthropic claude-fable-5    in=10   w5m=12.50 w1h=20  read=1    out=50   batch=50
        anthropic claude-opus-5     in=5    w5m=6.25  w1h=10  read=0.50 out=25   batch=50
        anthropic claude-opus-4-8   in=5    w5m=6.25  w1h=10  read=0.50 out=25   batch=50
        anthropic claude-opus-4-7   in=5    w5m=6.25  w1h=10  read=0.50 out=25   batch=50
        anthropic claude-opus-4-6   in=5    w5m=6.25  w1h=10  read=0.50 out=25   batch=50
        anthropic claude-opus-4-5   in=5    w5m=6.25  w1h=10  read=0.50 out=25   batch=50
        anthropic claude-opus-4-1   in=15   w5m=18.75 w1h=30  read=1.50 out=75   batch=50
        anthropic claude-opus-4-0   in=15   w5m=18.75 w1h=30  read=1.50 out=75   batch=50
        anthropic claude-opus-4     in=15   w5m=18.75 w1h=30  read=1.50 out=75   batch=50
        anthropic claude-sonnet-5   in=2    w5m=2.50  w1h=4   read=0.20 out=10   batch=50
        anthropic claude-sonnet-4-6 in=3    w5m=3.75  w1h=6   read=0.30 out=15   batch=50
        anthropic claude-sonnet-4-5 in=3    w5m=3.75  w1h=6   read=0.30 out=15   batch=50
        anthropic claude-sonnet-4-0 in=3    w5m=3.75  w1h=6   read=0.30 out=15   batch=50
        anthropic claude-sonnet-4   in=3    w5m=3.75  w1h=6   read=0.30 out=15   batch=50
        anthropic claude-3-7-sonnet in=3    w5m=3.75  w1h=6   read=0.30 out=15   batch=50
        anthropic claude-haiku-4-5  in=1    w5m=1.25  w1h=2   read=0.10 out=5    batch=50
        anthropic claude-3-5-haiku  in=0.80 w5m=1     w1h=1.6 read=0.08 out=4    batch=50
        anthropic claude-3-opus     in=15   w5m=18.75 w1h=30  read=1.50 out=75   batch=50
        anthropic claude-3-haiku    in=0.25 w5m=0.30  w1h=0.5 read=0.03 out=1.25 batch=50
        """

    // Sources, read 2026-11-29: "Gemini Developer API pricing" of Google AI for Developers as quoted by public copies of
    // it; "Models and pricing" of GitHub's documentation for 3.1 Pro. Keeping a cache costs by the hour, too, which no
    // answer tells.
    static let gemini = """
        gemini gemini-2.5-pro         in=1.25 read=0.125 out=10   batch=50 over=200000 in=2.50 read=0.25 out=15
        gemini gemini-2.5-flash       in=0.30 read=0.03  out=2.50 batch=50
        gemini gemini-2.5-flash-lite  in=0.10 read=0.01  out=0.40 batch=50
        gemini gemini-3.1-pro-preview in=2    read=0.20  out=12            over=200000 in=4    read=0.40 out=18
        """

    // Sources, read 2026-11-29: "Models & Pricing" of DeepSeek's API documentation, in its versions of February and
    // September 2025; for December 2025 as quoted by public copies of it; for its fourth series as quoted in April 2026.
    static let deepSeek = """
        deepseek deepseek-chat     since=2025-02-08 in=0.27 read=0.07   out=1.10
        deepseek deepseek-chat     since=2025-09-06 in=0.56 read=0.07   out=1.68
        deepseek deepseek-chat     since=2025-12-09 in=0.28 read=0.028  out=0.42
        deepseek deepseek-reasoner since=2025-02-08 in=0.55 read=0.14   out=2.19
        deepseek deepseek-reasoner since=2025-09-06 in=0.56 read=0.07   out=1.68
        deepseek deepseek-reasoner since=2025-12-09 in=0.28 read=0.028  out=0.42
        deepseek deepseek-v4-flash since=2026-04-26 in=0.14 read=0.0028 out=0.28
        """

    // Source, read 2026-11-29: "Models and pricing" of GitHub's documentation.
    static let xAI = """
        xai grok-4.5 in=2 read=0.50 out=6 over=200000 in=4 read=1 out=12
        xai grok-4.6 in=2 read=0.50 out=6 over=200000 in=4 read=1 out=12
        """
}
