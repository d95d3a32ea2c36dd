// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@Suite("Metrics")
struct MetricsTests {
    private func labels(
        _ status: Int = 200, _ layer: RequestLabels.AnsweredBy = .provider, _ tool: ClientTool = .curl
    ) -> RequestLabels {
        RequestLabels(layer: layer, status: status, family: .openai, tool: tool)
    }

    @Test("the counts of two loops add up, whatever only one of them has")
    func add() {
        var left = Metrics()
        left.finished(labels(), nanoseconds: 100)
        left.finished(labels(404), nanoseconds: 100)
        left.layerTook(.provider, nanoseconds: 5)
        left.lookedUp(.hit, tool: .curl)
        left.failed("closed")
        left.inFlight = 1
        left.connections = 2
        left.upstreamConnections = 3
        left.abandoned = 4
        var right = Metrics()
        right.finished(labels(), nanoseconds: 300)
        right.finished(labels(200, .exactCache), nanoseconds: 7)
        right.layerTook(.provider, nanoseconds: 6)
        right.layerTook(.exactCache, nanoseconds: 1)
        for tool in [ClientTool.curl, .curl, .zed] { right.lookedUp(.hit, tool: tool) }
        right.lookedUp(.miss, tool: .curl)
        for word in ["closed", "idle_timeout"] { right.failed(word) }
        right.inFlight = 10
        right.connections = 20
        right.upstreamConnections = 30
        right.abandoned = 40
        left.add(right)
        #expect(left.requests[labels()]?.total == 2 && left.requests[labels()]?.sum == 400)
        #expect(left.requests[labels(404)]?.total == 1)
        #expect(left.requests[labels(200, .exactCache)]?.total == 1)
        #expect(left.requests.count == 3)
        #expect(left.layers[.provider]?.sum == 11 && left.layers[.exactCache]?.total == 1)
        #expect(left.cacheEvents == [.hit: [.curl: 3, .zed: 1], .miss: [.curl: 1]])
        #expect(left.errors == ["closed": 2, "idle_timeout": 1])
        #expect([left.inFlight, left.connections, left.upstreamConnections] == [11, 22, 33])
        #expect(left.abandoned == 44)
    }

    @Test("labels that differ anywhere are counted apart")
    func labelsApart() {
        var metrics = Metrics()
        var count = 0
        for layer in RequestLabels.AnsweredBy.allCases {
            for family in RequestLabels.Family.allCases {
                for tool in ClientTool.allCases {
                    for status in [200, 429] {
                        metrics.finished(
                            RequestLabels(layer: layer, status: status, family: family, tool: tool), nanoseconds: 1)
                        count += 1
                    }
                }
            }
        }
        #expect(metrics.requests.count == count)
        #expect(metrics.requests.values.allSatisfy { $0.total == 1 })
    }

    @Test("a status that is none is clamped")
    func status() {
        #expect(labels(-1).status == 0)
        #expect(labels(1_000_000).status == UInt16.max)
    }
}
