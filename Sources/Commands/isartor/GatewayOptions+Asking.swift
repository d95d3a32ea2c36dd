// SPDX-License-Identifier: Apache-2.0

import GatewayApp
import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Asks the running gateway to do something.
extension GatewayOptions {
    /// Sends one request and returns the answer, if it is a good one.
    ///
    /// - Parameter accepting: statuses that are good enough beside those of the 200s.
    func ask(
        _ method: String, _ path: String, body: [UInt8] = [], seconds: Int64 = 10, accepting: Set<Int> = []
    ) async throws -> GatewayQuestion.Answer {
        let configuration = Result { try Settings.load(options.request).settings }
        let url = gatewayUrl ?? (try? configuration.get())?.server.address.localURL() ?? "http://127.0.0.1:8080"
        let answer: GatewayQuestion.Answer
        do throws(GatewayQuestion.Failure) {
            answer = try await GatewayQuestion(url: url, key: key(configuration)).ask(
                method, path, body: body, seconds: seconds)
        } catch {
            switch error {
            case .url:
                throw CommandFailure("--gateway-url is no http or https URL", remedy: "write it as http://HOST:PORT")
            case .unreachable(let how):
                throw CommandFailure(
                    "no gateway answers at \(url) (\(how))",
                    remedy: "start one with `isartor up`, or name it with --gateway-url")
            }
        }
        guard (200..<300).contains(answer.status) || accepting.contains(answer.status) else {
            throw Self.failure(answer, url)
        }
        return answer
    }

    private struct Refusal: Decodable {
        var message: String
    }

    private struct WrappedRefusal: Decodable {
        var error: Refusal
    }

    private static func failure(_ answer: GatewayQuestion.Answer, _ url: String) -> CommandFailure {
        if answer.status == 401 {
            return CommandFailure(
                "the gateway at \(url) asks for its key",
                remedy: "give it with --gateway-api-key, or set gateway_api_key")
        }
        let body = Data(answer.body)
        let refusal =
            (try? JSONDecoder().decode(WrappedRefusal.self, from: body))?.error
            ?? (try? JSONDecoder().decode(Refusal.self, from: body))
        if let refusal {
            return CommandFailure("the gateway refused (HTTP \(answer.status))", remedy: refusal.message)
        }
        return CommandFailure(
            "what answers at \(url) has no such page (HTTP \(answer.status))",
            remedy: "check --gateway-url, and that the gateway is of this version")
    }

    /// Reads an answer's JSON.
    static func decode<Value: Decodable>(_ type: Value.Type, _ answer: GatewayQuestion.Answer) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do { return try decoder.decode(type, from: Data(answer.body)) } catch {
            throw CommandFailure(
                "the gateway's answer cannot be read",
                remedy: "check that the gateway is of this version, or use --json")
        }
    }
}
