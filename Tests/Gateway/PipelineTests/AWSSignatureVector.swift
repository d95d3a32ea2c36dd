// SPDX-License-Identifier: Apache-2.0

/// A request and the signature that AWS's own library for Python computed for it.
struct AWSSignatureVector: Sendable {
    var method: String
    var region: String
    var path: String
    var query: String
    var contentType: String?
    var body: String
    var key: String
    var date: Int64
    var stamp: String
    var signed: String
    var signature: String

    var host: String { "bedrock-runtime.\(region).amazonaws.com" }

    static let all: [AWSSignatureVector] = [
        AWSSignatureVector(
            method: "POST", region: "eu-central-1", path: "/openai/v1/chat/completions", query: "",
            contentType: "application/json",
            body: "{\"model\":\"m\"}", key: "EXAMPLE1:example/secret+1", date: 1767323045, stamp: "20260102T030405Z",
            signed: "content-type;host;x-amz-content-sha256;x-amz-date",
            signature: "189219ed594e2accfeddb9c5a4634f314bb59335897a81ab0ba899eaac18e83b"),
        AWSSignatureVector(
            method: "POST", region: "us-east-1", path: "/openai/v1/chat/completions", query: "",
            contentType: "application/json",
            body: "{\"model\":\"m\"}", key: "EXAMPLE2:example/secret+2:example//session+token==", date: 1767323045,
            stamp: "20260102T030405Z",
            signed: "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token",
            signature: "d8278820e02a3c8803a2cc1fdea8a3368df136065404e0475b5283758bcea65a"),
        AWSSignatureVector(
            method: "POST", region: "us-east-1", path: "/model/anthropic.claude-v2%3A0/invoke", query: "",
            contentType: "application/json; charset=utf-8",
            body: "{}", key: "EXAMPLE3:s", date: 1709251199, stamp: "20240229T235959Z",
            signed: "content-type;host;x-amz-content-sha256;x-amz-date",
            signature: "0f09fe940172111316e155bd7940a4cc59e467c588cf439ad1539c671a0bdba5"),
        AWSSignatureVector(
            method: "POST", region: "ap-southeast-2", path: "/model/arn%3Aaws%3Abedrock%3Ax%2Fy/converse-stream",
            query: "", contentType: "  text/plain;   q=1 ",
            body: "a", key: "EXAMPLE4:s", date: 1709164800, stamp: "20240229T000000Z",
            signed: "content-type;host;x-amz-content-sha256;x-amz-date",
            signature: "7ce413b41c8d7295bd3af5cc84fd7c7f9e3bde1c0a952dc145d3cde7decfd803"),
        AWSSignatureVector(
            method: "GET", region: "us-east-1", path: "", query: "", contentType: nil,
            body: "", key: "EXAMPLE5:s", date: 0, stamp: "19700101T000000Z",
            signed: "host;x-amz-content-sha256;x-amz-date",
            signature: "9a854f17450d64717dc251246239e9c316a72bf705cbb33ccceabf19983226b7"),
        AWSSignatureVector(
            method: "GET", region: "us-east-1", path: "/a//b/../c/./d/", query: "b=2&a=1", contentType: nil,
            body: "", key: "EXAMPLE6:s:t", date: 951782400, stamp: "20000229T000000Z",
            signed: "host;x-amz-content-sha256;x-amz-date;x-amz-security-token",
            signature: "1ec0c4eac7c596f2f5d9eaa6ea285a955b3f09df8cfb3b0a2efcde5324dcd0b8"),
        AWSSignatureVector(
            method: "GET", region: "us-east-1", path: "/x/..", query: "k=%2Fz&k=%20&flag", contentType: nil,
            body: "", key: "EXAMPLE7:s", date: 4102444799, stamp: "20991231T235959Z",
            signed: "host;x-amz-content-sha256;x-amz-date",
            signature: "58ba59d8a736b8b53e5b5e1b80b4a987b1ce6156353e27c5292d803c36fd667f"),
        AWSSignatureVector(
            method: "GET", region: "us-gov-west-1", path: "/~a_b-c.d@e:f", query: "x=2&x=10&A=b%3Dc", contentType: nil,
            body: "", key: "EXAMPLE8:s", date: 1735689599, stamp: "20241231T235959Z",
            signed: "host;x-amz-content-sha256;x-amz-date",
            signature: "9152942a8bfc2416786251cab0a2ab616befb8088a94e34a26ae6dc6c9d42044"),
    ]
}
