// SPDX-License-Identifier: Apache-2.0

internal import Addresses
internal import NIOCore
internal import Providers

/// Writes one answer's body to a partial file. All on the download's own event loop, which nobody else uses, so that it
/// may write to the disk.
final class DownloadReceiver: UpstreamReceiver {
    /// How an attempt ended.
    enum Outcome: Sendable {
        /// The file has all its bytes.
        case complete
        case step(DownloadRules.Step)
        /// The connection was cut, for the reason in that word.
        case cut(String)
    }

    private let rules: DownloadRules
    private let partial: PartialFile
    private let progress: (Int) -> Void
    private let tell: (Outcome) -> Void
    private var isOver = false
    var call: (any ProviderCall)?

    init(
        rules: DownloadRules, partial: PartialFile, progress: @escaping (Int) -> Void,
        tell: @escaping (Outcome) -> Void
    ) {
        self.rules = rules
        self.partial = partial
        self.progress = progress
        self.tell = tell
    }

    func upstreamHead(_ head: ResponseHead) {
        var length: Int?
        if case .length(let count) = head.framing { length = count }
        let step = rules.step(
            after: DownloadRules.Head(
                status: head.status, contentLength: length, contentRange: head.value("content-range"),
                location: head.value("location")))
        switch step {
        case .append: break
        case .replace:
            do throws(ModelFailure) { try partial.empty() } catch { end(.step(.fail(error))) }
        case .startOver, .follow, .fail: end(.step(step))
        }
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        guard partial.size + bytes.readableBytes <= rules.file.size else {
            return end(
                .step(
                    .fail(
                        ModelFailure(
                            .wrongContents, "\(rules.file.name) at \(rules.url.authority) is larger than it should be",
                            remedy: "use an endpoint that has the published version, or --from FOLDER"))))
        }
        var failure: ModelFailure?
        bytes.withUnsafeReadableBytes { bytes in
            do throws(ModelFailure) { try partial.append(bytes) } catch { failure = error }
        }
        if let failure { return end(.step(.fail(failure))) }
        progress(partial.size)
    }

    func upstreamPause() {}

    func upstreamEnded() {
        guard !isOver else { return }
        end(partial.size == rules.file.size ? .complete : .cut("the answer ended too early"))
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        guard !isOver else { return }
        end(.cut(failure.word))
    }

    private func end(_ outcome: Outcome) {
        isOver = true
        call?.cancel()
        call = nil
        tell(outcome)
    }
}
