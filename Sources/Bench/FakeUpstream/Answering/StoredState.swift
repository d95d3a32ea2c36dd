// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// OpenAI's memory of answers and conversations: what requests continue, and the routes that look at it.
struct StoredState: Sendable {
    let state: UpstreamState
    /// The time of what is stored, in seconds since 1970.
    let created: Int

    /// The items that a request continues, none where it names no earlier turn; throws when they are not there.
    func history(of earlier: ResponsesOptions.Earlier?, credential: String) throws(Refusal) -> [JSONValue] {
        switch earlier {
        case nil: return []
        case .response(let id):
            guard let items = state.withStored({ $0.items(id, of: credential) }) else {
                throw .invalid(
                    "Previous response with id '\(id)' not found.", parameter: "previous_response_id",
                    code: "previous_response_not_found")
            }
            return items
        case .conversation(let id):
            guard let items = state.withStored({ $0.items(id, of: credential) }) else {
                throw Refusal(status: 404, message: "Conversation with id '\(id)' not found.", code: "not_found")
            }
            return items
        }
    }

    /// Keeps an answer for later turns, as far as its request lets us.
    func keep(_ writer: OpenAIResponsesWriter, credential: String, size: Int) {
        let options = writer.request.responses
        let items = options.items + writer.outputItems
        state.withStored { stored in
            if options.isStored {
                stored.keep(writer.id, of: credential, document: writer.document(), items: items, size: size)
            }
            if case .conversation(let id) = options.earlier {
                stored.extend(id, of: credential, items: items, size: size)
            }
        }
    }

    /// The answer to a request for a stored answer, or for a new conversation.
    func document(for request: UpstreamRequest, body: JSONValue?) throws(Refusal) -> JSONValue {
        let credential = request.credential ?? ""
        guard let id = request.storedResponse else { return newConversation(request, body, credential: credential) }
        guard let document = state.withStored({ $0.document(id, of: credential) }) else {
            throw Refusal(status: 404, message: "Response with id '\(id)' not found.", code: "not_found")
        }
        guard request.method == .DELETE else { return document }
        state.withStored { _ = $0.forget(id, of: credential) }
        return ["id": .string(id), "object": "response", "deleted": true]
    }

    private func newConversation(_ request: UpstreamRequest, _ body: JSONValue?, credential: String) -> JSONValue {
        let id = FakeText.identifier("conv_", length: 48, seed: UInt64(request.number))
        let document: JSONValue = [
            "id": .string(id), "object": "conversation", "created_at": .int(created),
            "metadata": body?["metadata"] ?? [:],
        ]
        let items = body?["items"]?.arrayValue ?? []
        state.withStored {
            $0.keep(id, of: credential, document: document, items: items, size: request.body.count)
        }
        return document
    }
}
