// SPDX-License-Identifier: Apache-2.0

internal import Addresses

/// What follows from the head of an answer to a download; pure, so that it can be tested without a server.
struct DownloadRules {
    /// What to do next.
    enum Step: Hashable {
        /// The body continues what is here.
        case append
        /// The body is the whole file: what is here goes.
        case replace
        /// Ask again for the whole file.
        case startOver
        /// The file is elsewhere.
        case follow(URLParts)
        case fail(ModelFailure)
    }

    /// The answer's head, as far as it matters.
    struct Head: Hashable {
        var status: Int
        var contentLength: Int?
        var contentRange: String?
        var location: String?
    }

    let file: ModelFile
    /// Where this answer came from.
    let url: URLParts
    /// How many bytes are here; the request asked for those behind them.
    let offset: Int

    func step(after head: Head) -> Step {
        switch head.status {
        case 200:
            if let length = head.contentLength, length != file.size { return .fail(otherSize(length)) }
            return .replace
        case 206:
            return continuation(head.contentRange)
        case 416 where offset > 0:
            return .startOver
        case 301, 302, 303, 307, 308:
            return redirection(head.location)
        case 401, 403:
            return .fail(
                ModelFailure(
                    .refused, "\(url.authority) refuses to give \(file.name) (\(head.status))",
                    remedy: "set HF_ENDPOINT to an endpoint that gives it to everybody, or use --from FOLDER"))
        case 404, 410:
            return .fail(
                ModelFailure(
                    .notThere, "\(url.authority) has no \(file.name) under \(url.path)",
                    remedy: "see that HF_ENDPOINT is a Hugging Face style endpoint, or use --from FOLDER"))
        default:
            return .fail(
                ModelFailure(
                    .unreachable, "\(url.authority) answers \(head.status)",
                    remedy: "run the command again later; what has come stays and is not fetched again"))
        }
    }

    private func continuation(_ range: String?) -> Step {
        // bytes FIRST-LAST/TOTAL
        guard let range, range.lowercased().hasPrefix("bytes ") else { return .startOver }
        let parts = range.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].split(separator: "-").first, Int(first) == offset, offset > 0
        else {
            return .startOver
        }
        if let total = Int(parts[1]), total != file.size { return .fail(otherSize(total)) }
        return .append
    }

    private func redirection(_ location: String?) -> Step {
        guard let location, let target = Self.resolve(location, from: url) else {
            return .fail(
                ModelFailure(
                    .unreachable, "\(url.authority) sends us on to no address that we understand",
                    remedy: "see that HF_ENDPOINT is a Hugging Face style endpoint, or use --from FOLDER"))
        }
        let isHere =
            target.isEncrypted == url.isEncrypted && target.host == url.host && target.port == url.port
        guard target.isEncrypted || isHere || LoopbackHost.matches(target.host) else {
            return .fail(
                ModelFailure(
                    .refused, "\(url.authority) sends us on to \(target.authority) without encryption",
                    remedy: "set HF_ENDPOINT to an endpoint that does not, or use --from FOLDER"))
        }
        return .follow(target)
    }

    private static func resolve(_ location: String, from url: URLParts) -> URLParts? {
        if location.hasPrefix("//") { return URLParts((url.isEncrypted ? "https:" : "http:") + location) }
        if location.hasPrefix("/") { return URLParts(url.url(path: location, query: "")) }
        return URLParts(location)
    }

    private func otherSize(_ size: Int) -> ModelFailure {
        ModelFailure(
            .wrongContents, "\(file.name) at \(url.authority) has \(size) bytes instead of \(file.size)",
            remedy: "it is another version; use an endpoint that has the published one, or --from FOLDER")
    }
}
