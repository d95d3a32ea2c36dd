// SPDX-License-Identifier: Apache-2.0

/// Made-up log probabilities: every piece of the text counts as one token.
struct TokenLogprobs {
    /// How many alternatives are shown with every token.
    let alternatives: Int

    /// The member `logprobs` of a chat completion for these pieces; a refusal's stand under a name of their own.
    func chat(_ pieces: [String], isRefusal: Bool) -> JSONValue {
        let entries = JSONValue.array(pieces.map(entry))
        return isRefusal ? ["content": .null, "refusal": entries] : ["content": entries, "refusal": .null]
    }

    /// The member `logprobs` of a legacy completion for these pieces, which begin `offset` characters into the text.
    func legacy(_ pieces: [String], offset: Int) -> JSONValue {
        var (offsets, position): ([JSONValue], Int) = ([], offset)
        for piece in pieces {
            offsets.append(.int(position))
            position += piece.count
        }
        return [
            "tokens": .array(pieces.map(JSONValue.string)),
            "token_logprobs": .array(pieces.map { Self.logprob(of: $0, rank: 0) }),
            "top_logprobs": alternatives == 0 ? .null : .array(pieces.map(ranking)),
            "text_offset": .array(offsets),
        ]
    }

    private func entry(_ piece: String) -> JSONValue {
        .object(
            Self.members(piece, logprob: Self.logprob(of: piece, rank: 0)) + [
                .init(
                    key: "top_logprobs",
                    value: .array(
                        ranks(of: piece).map { .object(Self.members($0.token, logprob: $0.logprob)) }))
            ])
    }

    private func ranking(_ piece: String) -> JSONValue {
        .object(ranks(of: piece).map { .init(key: $0.token, value: $0.logprob) })
    }

    /// The likeliest tokens at the place of `piece`, which is the likeliest itself.
    private func ranks(of piece: String) -> [(token: String, logprob: JSONValue)] {
        (0..<alternatives).map { rank in
            let other = FakeText.filler(bytes: 6, seed: Digest.of(piece) &+ UInt64(rank))
            return (rank == 0 ? piece : other + String(rank), Self.logprob(of: piece, rank: rank))
        }
    }

    private static func members(_ token: String, logprob: JSONValue) -> [JSONValue.Member] {
        [
            .init(key: "token", value: .string(token)),
            .init(key: "logprob", value: logprob),
            .init(key: "bytes", value: .array(token.utf8.map { .int(Int($0)) })),
        ]
    }

    /// A log probability from −0.01 to −0.09 for the token itself, one less for every rank below it.
    private static func logprob(of piece: String, rank: Int) -> JSONValue {
        .number("-\(rank).0\(Digest.of(piece) % 9 + 1)")
    }
}
