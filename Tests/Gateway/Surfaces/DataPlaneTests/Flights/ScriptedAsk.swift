// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// One question as a scripted provider got it.
struct ScriptedAsk {
    /// When it came, in milliseconds of the stage's time.
    let at: Int64
    let host: String
    /// The request line's target.
    let target: String
    /// The credential's text; empty without one.
    let key: String
    /// The model that the body names; empty if it names none.
    let model: String
    let body: String
    let timeouts: UpstreamTimeouts

    init(_ target: UpstreamTarget, _ request: UpstreamRequest, _ timeouts: UpstreamTimeouts, at: Int64) {
        self.at = at
        host = target.host
        self.timeouts = timeouts
        let lines = String(buffer: request.head).split(separator: "\r\n").map(String.init)
        self.target = lines.first.map { $0.split(separator: " ").dropFirst().first.map(String.init) ?? "" } ?? ""
        func value(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        key = value("authorization").map { String($0.dropFirst("Bearer ".count)) } ?? value("x-api-key") ?? ""
        body = request.body.map { String(buffer: $0) }.joined()
        model = body.split(separator: "\"model\":\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) } ?? ""
    }

    /// The key's label, which names its provider too, or the host where there is no key.
    var name: String { key.isEmpty ? host : key.replacing(StageMember.secret, with: "") }

    /// How long the answer may take to begin, in milliseconds.
    var firstByte: Int64 { timeouts.firstByte.nanoseconds / 1_000_000 }
}
