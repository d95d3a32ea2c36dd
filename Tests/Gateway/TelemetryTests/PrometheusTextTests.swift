// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@Suite("Prometheus text")
struct PrometheusTextTests {
    @Test("a metric has its help and type, a sample its labels and value")
    func format() {
        var page = PrometheusText()
        page.metric("isartor_x_total", "counter", "What it counts.")
        page.sample("isartor_x_total", [], 7)
        page.sample("isartor_x_total", [("a", "1"), ("b", "two words")], 1.5)
        #expect(
            page.text == """
                # HELP isartor_x_total What it counts.
                # TYPE isartor_x_total counter
                isartor_x_total 7
                isartor_x_total{a="1",b="two words"} 1.5

                """)
    }

    @Test(
        "label values are escaped, so that none can begin a line or a label of its own",
        arguments: [
            ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\r\nb", "a\r\\nb"), ("\\n", #"\\n"#),
            ("é", "é"),
            ("\"\u{301}", "\\\"\u{301}"), ("x\"} 1\ny{z=\"", #"x\"} 1\ny{z=\""#),
        ])
    func escaping(value: String, escaped: String) {
        var page = PrometheusText()
        page.sample("m", [("l", value)], 1)
        #expect(Array(page.text.unicodeScalars) == Array("m{l=\"\(escaped)\"} 1\n".unicodeScalars))
    }

    @Test("a histogram's buckets are cumulative, in seconds, and end with all")
    func histogram() {
        var histogram = DurationHistogram()
        for duration: Int64 in [40_000, 90_000, 3_000_000_000, 900_000_000_000] { histogram.record(duration) }
        var page = PrometheusText()
        page.histogram("t_seconds", [("l", "x")], histogram)
        let lines = page.text.split(separator: "\n").map { String($0) }
        #expect(lines.count == DurationHistogram.bounds.count + 3)
        #expect(lines.first == #"t_seconds_bucket{l="x",le="5e-05"} 1"#)
        #expect(lines.contains(#"t_seconds_bucket{l="x",le="0.0001"} 2"#))
        #expect(lines.contains(#"t_seconds_bucket{l="x",le="1"} 2"#))
        #expect(lines.contains(#"t_seconds_bucket{l="x",le="5"} 3"#))
        #expect(lines.contains(#"t_seconds_bucket{l="x",le="300"} 3"#))
        #expect(
            lines.suffix(3) == [
                #"t_seconds_bucket{l="x",le="+Inf"} 4"#, #"t_seconds_sum{l="x"} 903.00013"#,
                #"t_seconds_count{l="x"} 4"#,
            ])
    }

    @Test("the page tells each metric once, and every sample belongs to the metric above it")
    func page() {
        var metrics = Metrics()
        metrics.finished(
            RequestLabels(layer: .exactCache, status: 200, family: .anthropic, tool: .claudeCode), nanoseconds: 70_000)
        metrics.finished(RequestLabels(layer: .gate, status: 401, family: .native, tool: .unknown), nanoseconds: 1)
        metrics.layerTook(.exactCache, nanoseconds: 1000)
        metrics.lookedUp(.hit, tool: .claudeCode)
        metrics.failed("closed")
        metrics.abandoned = 3
        var gauges = MetricsPage.Gauges()
        gauges.cacheEntries = 5
        gauges.version = "0.1\"x"
        let text = MetricsPage.text(metrics, gauges)
        let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(Set(types).count == types.count)
        var current = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") { current = String(line.split(separator: " ")[2]) }
            if !line.hasPrefix("#") { #expect(line.hasPrefix(current), "\(line)") }
        }
        for line in [
            #"isartor_requests_total{final_layer="L1a_ExactCache",status_code="200",traffic_surface="gateway",client="anthropic",endpoint_family="anthropic",tool="claude-code"} 1"#,
            #"isartor_requests_total{final_layer="L0_AuthBlocked",status_code="401",traffic_surface="gateway",client="direct",endpoint_family="native",tool="unknown"} 1"#,
            #"isartor_cache_events_total{cache_layer="l1a",outcome="hit",tool="claude-code"} 1"#,
            #"isartor_cache_entries{cache_layer="l1a"} 5"#,
            #"isartor_errors_total{layer="L3_Cloud",error_class="closed"} 1"#,
            "isartor_abandoned_requests_total 3", #"isartor_build_info{version="0.1\"x"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(text == MetricsPage.text(metrics, gauges))
    }
}
