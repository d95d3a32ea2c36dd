// SPDX-License-Identifier: Apache-2.0

import Crypto

/// AWS Signature Version 4 of a request whose whole body is known.
public enum AWSSignature {
    /// The header lines that sign a request, names in lower case, in addition to `host` and `content-type`.
    ///
    /// - Parameters:
    ///   - host: the value of the `Host` header as it is sent.
    ///   - path: as it is sent, escapes included.
    ///   - query: as it is sent, with its question mark or without; empty if there is none.
    ///   - contentType: the value of the `Content-Type` header as it is sent, if one is.
    ///   - payloadHash: see ``PayloadHash``.
    ///   - date: seconds since 1970. AWS takes no request that is more than five minutes off.
    public static func headers(
        method: String, host: String, path: String, query: String, contentType: String?, payloadHash: String,
        region: String, service: String = "bedrock", key: AWSKey, date: Int64
    ) -> [(name: String, value: String)] {
        let time = AWSTimestamp(seconds: date)
        var headers = [(name: "x-amz-content-sha256", value: payloadHash), (name: "x-amz-date", value: time.text)]
        if let token = key.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
        var signed = headers + [(name: "host", value: host)]
        if let contentType { signed.append((name: "content-type", value: contentType)) }
        let request = CanonicalRequest(
            method: method, path: path, query: query, headers: signed, payloadHash: payloadHash)
        let scope = "\(time.day)/\(region)/\(service)/aws4_request"
        let digest = PayloadHash.hexadecimal(SHA256.hash(data: request.bytes))
        let text = "AWS4-HMAC-SHA256\n\(time.text)\n\(scope)\n\(digest)"
        var signing = SymmetricKey(data: Array("AWS4\(key.secret)".utf8))
        for part in [time.day, region, service, "aws4_request"] {
            signing = SymmetricKey(data: code(part, signing))
        }
        let signature = PayloadHash.hexadecimal(code(text, signing))
        headers.append(
            (
                name: "authorization",
                value: "AWS4-HMAC-SHA256 Credential=\(key.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(request.signedHeaders), Signature=\(signature)"
            ))
        return headers
    }

    /// The region that Bedrock's host stands in, as in `bedrock-runtime.eu-central-1.amazonaws.com`; nil for another
    /// host.
    public static func region(ofHost host: String) -> String? {
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let domain = labels.dropFirst(2)
        guard labels.count > 2, labels[0] == "bedrock-runtime" || labels[0] == "bedrock-runtime-fips",
            domain.elementsEqual(["amazonaws", "com"]) || domain.elementsEqual(["amazonaws", "com", "cn"]),
            !labels[1].isEmpty,
            labels[1].utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        return String(labels[1])
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
