// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Testing

@Suite("AWS signatures")
struct AWSSignatureTests {
    private func sign(_ vector: AWSSignatureVector) throws -> [(name: String, value: String)] {
        var hash = PayloadHash()
        Array(vector.body.utf8).withUnsafeBytes { hash.add($0) }
        return AWSSignature.headers(
            method: vector.method, host: vector.host, path: vector.path, query: vector.query,
            contentType: vector.contentType, payloadHash: hash.hexadecimal, region: vector.region,
            key: try #require(AWSKey(vector.key)), date: vector.date)
    }

    @Test("a request is signed as AWS's own library signs it", arguments: AWSSignatureVector.all)
    func alike(vector: AWSSignatureVector) throws {
        let headers = try sign(vector)
        let id = vector.key.prefix { $0 != ":" }
        let scope = "\(id)/\(vector.stamp.prefix(8))/\(vector.region)/bedrock/aws4_request"
        let signed = "SignedHeaders=\(vector.signed)"
        let expected = "AWS4-HMAC-SHA256 Credential=\(scope), \(signed), Signature=\(vector.signature)"
        #expect(headers.last?.value == expected)
        #expect(headers.first { $0.name == "x-amz-date" }?.value == vector.stamp)
        let token = vector.key.split(separator: ":").dropFirst(2).first
        #expect(headers.first { $0.name == "x-amz-security-token" }?.value == token.map { String($0) })
        let names = ["x-amz-content-sha256", "x-amz-date"] + (token == nil ? [] : ["x-amz-security-token"])
        #expect(headers.map(\.name) == names + ["authorization"])
    }

    @Test("a query signs alike with its question mark and without, in any order and spelling")
    func query() throws {
        var vector = try #require(AWSSignatureVector.all.first)
        func signature(_ query: String) throws -> String? {
            vector.query = query
            return try sign(vector).last?.value
        }
        let plain = try signature("a=1&b=%2Fx%20y")
        #expect(try signature("?a=1&b=%2Fx%20y") == plain)
        #expect(try signature("b=%2fx%20y&a=1") == plain)
        #expect(try signature("b=/x%20y&a=1") == plain)
        #expect(try signature("b=/x%20z&a=1") != plain)
        #expect(try signature("?") == signature(""))
        #expect(try signature("a=%zz%") == signature("a=%25zz%25"))
    }

    @Test("each part of a request changes its signature")
    func parts() throws {
        let vector = try #require(AWSSignatureVector.all.first)
        let changes: [(inout AWSSignatureVector) -> Void] = [
            { _ in }, { $0.method = "PUT" }, { $0.path += "x" }, { $0.query = "a" }, { $0.contentType = nil },
            { $0.contentType = "text/plain" }, { $0.body += " " }, { $0.date += 1 }, { $0.region = "eu-west-1" },
            { $0.key += "x" }, { $0.key += ":token" },
        ]
        var seen: Set<String> = []
        for change in changes {
            var changed = vector
            change(&changed)
            let headers = try sign(changed)
            let value = try #require(headers.last?.value)
            let signature = try #require(value.split(separator: "Signature=").last)
            #expect(seen.insert(String(signature)).inserted)
        }
    }

    @Test("a body hashes alike in one piece and in many")
    func pieces() {
        var whole = PayloadHash()
        Array("hello world".utf8).withUnsafeBytes { whole.add($0) }
        var pieces = PayloadHash()
        for byte in "hello world".utf8 { [byte].withUnsafeBytes { pieces.add($0) } }
        #expect(pieces.hexadecimal == whole.hexadecimal)
        #expect(whole.hexadecimal == "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9")
        #expect(PayloadHash().hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(
        "a key is two parts or three, none empty, all fit for a header line",
        arguments: [
            ("a:b", true), ("a:b:c", true), ("a:b:c:d", true), ("", false), ("a", false), ("a:", false), (":b", false),
            ("a:b:", false), ("a:b\r\nx", false), ("a: b", false), ("ä:b", false),
        ])
    func keys(text: String, isGood: Bool) {
        #expect((AWSKey(text) != nil) == isGood)
    }

    @Test("a key is never printed, however one prints it")
    func redacted() throws {
        let key = try #require(AWSKey("identity-secret:very-secret:token-secret"))
        var dumped = ""
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\(Optional(key) as Any)", "\([key: 1])", dumped] {
            #expect(!text.contains("secret"))
        }
    }

    @Test(
        "the region is read from Bedrock's hosts only",
        arguments: [
            ("bedrock-runtime.eu-central-1.amazonaws.com", "eu-central-1"),
            ("Bedrock-Runtime.US-East-1.amazonaws.com", "us-east-1"),
            ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("bedrock-runtime.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("bedrock-runtime.amazonaws.com", nil), ("bedrock-runtime..amazonaws.com", nil),
            ("bedrock-runtime.eu-central-1.amazonaws.com.evil.example", nil),
            ("s3.eu-central-1.amazonaws.com", nil), ("bedrock-runtime.a.b.amazonaws.com", nil), ("localhost", nil),
            ("bedrock-runtime.a/b.amazonaws.com", nil), ("bedrock-runtime.eu-central-1.amazonaws.com.", nil),
        ] as [(String, String?)])
    func regions(host: String, region: String?) {
        #expect(AWSSignature.region(ofHost: host) == region)
    }
}
