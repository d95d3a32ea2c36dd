// SPDX-License-Identifier: Apache-2.0

/// Tells hosts of one's own network from those on the Internet, by how they are written; nothing is looked up.
///
/// Link-local addresses are not private: a cloud's metadata service, which hands out credentials, lives there.
public enum PrivateHost {
    /// Whether `host`, without a port, is this machine, an RFC 1918 or unique-local IPv6 address, a name without dots or
    /// one below a domain that is never public. Unusual spellings of addresses are not.
    public static func matches(_ host: some StringProtocol) -> Bool {
        if LoopbackHost.matches(host) { return true }
        if let address = DottedQuad(host) { return address.isPrivate }
        let text = host.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if text.contains(UInt8(ascii: ":")) { return isUniqueLocal(text) }
        return isPrivateName(text)
    }

    // MARK: Names

    private static let domains = [".svc", ".svc.cluster.local", ".local", ".internal", ".corp", ".lan"]
    /// Names by which clouds offer their metadata service.
    private static let metadata = [
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]

    private static func isPrivateName(_ text: [UInt8]) -> Bool {
        let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last, !isNumber(last) else { return false }
        guard !metadata.contains(where: { text.elementsEqual($0.utf8) }) else { return false }
        if labels.count == 1 { return true }
        return domains.contains { text.count > $0.utf8.count && text.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        !label.isEmpty && label.count <= 63
            && label.allSatisfy { (0x61...0x7A).contains($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }

    /// Whether a resolver could take a name that ends in this label for an address.
    private static func isNumber(_ label: ArraySlice<UInt8>) -> Bool {
        if label.allSatisfy(isDigit) { return true }
        return label.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
            && label.dropFirst(2).allSatisfy(isHexadecimal)
    }

    // MARK: IPv6

    /// Whether this is an address of fc00::/7, with its brackets or without.
    private static func isUniqueLocal(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "[") {
            guard rest.last == UInt8(ascii: "]") else { return false }
            rest = rest.dropFirst().dropLast()
        }
        let colon = UInt8(ascii: ":")
        let groups = rest.split(separator: colon, omittingEmptySubsequences: false)
        // Only an address that is shortened in the middle or at its end may begin with a group of fc00::/7.
        guard let first = groups.first, first.count == 4, first.starts(with: [0x66]),
            [UInt8(ascii: "c"), UInt8(ascii: "d")].contains(first[first.startIndex + 1])
        else { return false }
        guard groups.allSatisfy({ $0.count <= 4 && $0.allSatisfy(isHexadecimal) }) else { return false }
        let gaps = groups.indices.filter { groups[$0].isEmpty }
        switch gaps.count {
        case 0: return groups.count == 8
        case 1: return gaps[0] < groups.count - 1 && groups.count <= 8
        case 2: return gaps == [groups.count - 2, groups.count - 1] && groups.count <= 9
        default: return false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte) }
}
