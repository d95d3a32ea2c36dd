// SPDX-License-Identifier: Apache-2.0

/// All targets.
enum Catalogue {
    static var targets: [any FuzzTarget.Type] {
        [
            JSONTarget.self,
            ChatRequestTarget.self, MessagesRequestTarget.self, ResponsesRequestTarget.self, GeminiRequestTarget.self,
            NativeRequestTarget.self, HeadersTarget.self, GeminiPathTarget.self,
            EventsTarget.self, ChatStreamTarget.self, MessagesStreamTarget.self, ResponsesStreamTarget.self,
            GeminiStreamTarget.self,
            ChatAnswerTarget.self, MessagesAnswerTarget.self, ResponsesAnswerTarget.self, GeminiAnswerTarget.self,
            ResponseTarget.self, ChunkedTarget.self,
            EndpointTarget.self, WriterTarget.self, ErrorTarget.self, VerifierTarget.self,
            UsageTailTarget.self, PriceTarget.self, PrefixTarget.self, JudgeTarget.self, RecordTarget.self,
            AnswerLogTarget.self,
        ]
    }

    /// The target called `name`.
    static func target(_ name: String) throws -> any FuzzTarget.Type {
        guard let target = targets.first(where: { $0.name == name }) else {
            throw UsageError(
                "there is no target \(name); there are: \(targets.map { $0.name }.joined(separator: ", "))")
        }
        return target
    }
}
