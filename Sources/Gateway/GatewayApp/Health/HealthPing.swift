// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import WireFormats

/// A look whether a provider is there: its list of models, which costs nothing, at its own address with its own key.
struct HealthPing {
    let target: UpstreamTarget
    let request: UpstreamRequest

    /// Nil where a plain request cannot carry the key: signatures and sessions are left to real traffic.
    init?(_ member: ChainMember) {
        guard !member.site.exchangesKeys else { return nil }
        let endpoint = member.site.address("/models")
        var head = ByteBuffer()
        head.writeString("GET \(endpoint.target) HTTP/1.1\r\nhost: \(endpoint.authority)\r\n")
        for field in member.site.extraFields { head.writeString("\(field.name): \(field.value)\r\n") }
        if member.site.isOf(.anthropicMessages) { head.writeString("anthropic-version: 2023-06-01\r\n") }
        if let key = member.keys.first {
            guard let prefix = key.linePrefix else { return nil }
            head.writeString("\(prefix)\(key.key)\r\n")
        }
        head.writeString("accept-encoding: identity\r\n\r\n")
        request = UpstreamRequest(head: head, body: [])
        target = UpstreamTarget(isEncrypted: endpoint.isEncrypted, host: endpoint.host, port: endpoint.port)
    }

    /// What an answer's status says about the provider; nil is that it is well. Not all have such a list, or show it.
    static func failure(status: Int) -> FailureClass? {
        switch status {
        case 401: .keyRejected
        case 429: nil
        case 500...: .of(status: status, words: .init())
        default: nil
        }
    }
}
