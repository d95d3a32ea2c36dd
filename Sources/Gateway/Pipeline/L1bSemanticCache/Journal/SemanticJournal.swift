// SPDX-License-Identifier: Apache-2.0

import Conversation
import Locking
public import WireFormats

/// The latest decisions by request, and the latest partitions that questions are kept in: for explanations only.
///
/// Bounded by numbers: 1,024 decisions of at most some 12 KB each, 512 partitions. Older ones are forgotten.
public final class SemanticJournal: Sendable {
    /// What is known of one request.
    public enum Record: Sendable {
        case decided(SemanticDecision)
        /// It is of a kind that is not compared.
        case skipped(SemanticSkip, at: Int64)
    }

    private struct Pages: Sendable {
        var records: [String: Record] = [:]
        var order: [String] = []
        var next = 0
        var partitions: [Fingerprint: PartitionFields] = [:]
        var partitionOrder: [Fingerprint] = []
        var nextPartition = 0
    }

    private let pages = Locked(Pages())
    private static let mostRecords = 1024
    private static let mostPartitions = 512

    init() {}

    func note(_ finding: SemanticFinding, _ inquiry: SemanticInquiry, at now: Int64) {
        var decision = SemanticDecision(
            requestID: inquiry.requestID, identity: inquiry.identity, subject: inquiry.subject, mode: inquiry.mode,
            finding: finding, at: now)
        pages.withLock { pages in
            if finding.reason == .newPartition {
                decision.differences = Self.differences(inquiry.subject, pages)
            }
            Self.add(.decided(decision), inquiry.requestID, &pages)
        }
    }

    func note(_ skip: SemanticSkip, requestID: String, at now: Int64) {
        pages.withLock { Self.add(.skipped(skip, at: now), requestID, &$0) }
    }

    private static func add(_ record: Record, _ name: String, _ pages: inout Pages) {
        if pages.records.updateValue(record, forKey: name) != nil { return }
        if pages.order.count < mostRecords {
            pages.order.append(name)
        } else {
            pages.records[pages.order[pages.next]] = nil
            pages.order[pages.next] = name
            pages.next = (pages.next + 1) % mostRecords
        }
    }

    /// Why the request went on although it was decided otherwise.
    public func missed(_ requestID: String, _ reason: SemanticReason) {
        pages.withLock { pages in
            guard case .decided(var decision)? = pages.records[requestID] else { return }
            decision.finding.outcome = .ask
            decision.finding.reason = reason
            pages.records[requestID] = .decided(decision)
        }
    }

    func judged(_ requestID: String, isWrong: Bool) {
        pages.withLock { pages in
            guard case .decided(var decision)? = pages.records[requestID] else { return }
            decision.wasWrong = isWrong
            pages.records[requestID] = .decided(decision)
        }
    }

    /// What is known of a request; nil if it was answered by another layer or too long ago.
    public func record(_ requestID: String) -> Record? { pages.withLock { $0.records[requestID] } }

    func decision(_ requestID: String) -> SemanticDecision? {
        guard case .decided(let decision)? = record(requestID) else { return nil }
        return decision
    }

    // MARK: Partitions

    /// Questions are kept in the subject's partition.
    func keeps(_ subject: SemanticSubject) {
        pages.withLock { pages in
            guard pages.partitions.updateValue(subject.fields, forKey: subject.partition) == nil else { return }
            if pages.partitionOrder.count < Self.mostPartitions {
                pages.partitionOrder.append(subject.partition)
            } else {
                pages.partitions[pages.partitionOrder[pages.nextPartition]] = nil
                pages.partitionOrder[pages.nextPartition] = subject.partition
                pages.nextPartition = (pages.nextPartition + 1) % Self.mostPartitions
            }
        }
    }

    func knows(_ partition: Fingerprint) -> Bool { pages.withLock { $0.partitions[partition] != nil } }

    /// The fields in which a subject differs from the most similar partition of the same principal; none if there is none.
    public func differences(_ subject: SemanticSubject) -> [PartitionFields.Field] {
        pages.withLock { Self.differences(subject, $0) }
    }

    private static func differences(_ subject: SemanticSubject, _ pages: Pages) -> [PartitionFields.Field] {
        var fewest: [PartitionFields.Field] = []
        for (partition, fields) in pages.partitions where partition != subject.partition {
            let differences = subject.fields.differences(from: fields)
            // Other principals' requests are nobody else's business.
            if differences.contains(.principal) { continue }
            if fewest.isEmpty || differences.count < fewest.count { fewest = differences }
        }
        return fewest
    }
}
