// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Reads what a provider says when it refuses.
public enum ErrorReader {
    /// The refusal free of the format; nil if the body is not one of the format's. `tape` is scratch.
    public static func read(
        _ body: Span<UInt8>, _ format: WireFormat, status: Int, tape: inout JSONTape
    ) -> GatewayError? {
        do { try tape.scan(body) } catch { return nil }
        guard tape.nodes[tape.root].kind == .object else { return nil }
        var error =
            switch format {
            case .openAIChat, .native: ChatErrorReader.read(body, tape, status: status)
            case .anthropicMessages: MessagesErrorReader.read(body, tape, status: status)
            case .openAIResponses: ResponsesErrorReader.read(body, tape, status: status)
            case .gemini: GeminiErrorReader.read(body, tape, status: status)
            }
        // A provider may leave the word empty.
        if error?.code.isEmpty == true { error?.code = "upstream_status_\(status)" }
        return error
    }
}
