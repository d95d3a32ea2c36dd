// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import DataPlane

@Suite("Mutation field")
struct MutationFieldTests {
    @Test("each entry tells place, reason, offset and what was taken and put")
    func text() {
        let alias = Mutation(place: .request, reason: .modelAlias, offset: 9, removed: 6, inserted: 13)
        let ending = Mutation(place: .answer, reason: .streamError, offset: 120, removed: 0, inserted: 88)
        #expect(MutationField.text([]).isEmpty)
        #expect(MutationField.text([alias]) == "request:model_alias@9-6+13")
        #expect(MutationField.text([alias, ending]) == "request:model_alias@9-6+13, answer:stream_error@120-0+88")
    }
}
