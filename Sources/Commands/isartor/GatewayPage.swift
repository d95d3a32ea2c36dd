// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads a page of the gateway's.
enum GatewayPage {
    static func read<Page: Decodable>(_ type: Page.Type, _ body: [UInt8]) throws -> Page {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw CommandFailure(
                "the gateway's answer cannot be read",
                remedy: "check that the gateway is of this version, or use --json")
        }
    }

    /// The member `name` of a page, as it was written: amounts of money must not become binary fractions.
    static func raw(_ name: String, in body: some Collection<UInt8>) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let key = text.firstRange(of: "\"\(name)\":") else { return nil }
        return String(text[key.upperBound...].prefix { $0 != "," && $0 != "}" })
    }
}
