// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Directives")
struct DirectiveTests {
    @Test("a header's pairs are set apart by semicolons, a mark's by spaces")
    func separators() throws {
        let expected = FakeUpstreamDirectives(fault: .status429, retryAfter: 2, frames: 3)
        #expect(try FakeUpstreamDirectives(parsing: "fault=status-429; retry-after=2;frames=3") == expected)
        let marked = "Hi [[fake fault=status-429 retry-after=2 frames=3]] you"
        #expect(try FakeUpstreamDirectives(markIn: marked) == expected)
    }

    @Test("every key is read into its field")
    func everyKey() throws {
        let text = """
            fault=cut retry-after=1 stall-ms=2 first-byte-ms=3 latency=lognormal latency-ms=4 frame-delay-ms=5 \
            frames=6 frame-bytes=7 finish=length text=hello tool=look tool-input={} tools=8 reasoning=1 refusal=no
            """
        let expected = FakeUpstreamDirectives(
            fault: .cut, retryAfter: 1, stallMilliseconds: 2, firstByteMilliseconds: 3, latency: .lognormal,
            latencyMilliseconds: 4, frameDelayMilliseconds: 5, frames: 6, frameBytes: 7, finish: "length",
            text: "hello", tool: "look", toolInput: "{}", tools: 8, reasoning: true, refusal: "no")
        #expect(try FakeUpstreamDirectives(parsing: text) == expected)
    }

    @Test("values may be quoted or be JSON, brackets and separators included")
    func quotedValues() throws {
        let mark = #"[[fake text="a ]] \"b\"; c" tool-input={"list":[[1]],"s":"]] x"} frames=2]]"#
        let directives = try FakeUpstreamDirectives(markIn: "first \(mark) last")
        #expect(directives?.text == #"a ]] "b"; c"#)
        #expect(directives?.toolInput == #"{"list":[[1]],"s":"]] x"}"#)
        #expect(directives?.frames == 2)
        #expect(try FakeUpstreamDirectives(parsing: "text=a]]b").text == "a]]b")
    }

    @Test("the last mark of a text counts, and a text without one has no directives")
    func lastMark() throws {
        #expect(try FakeUpstreamDirectives(markIn: "[[fake frames=1]] [[fake frames=2]]")?.frames == 2)
        #expect(try FakeUpstreamDirectives(markIn: "[[wake frames=1]]") == nil)
        #expect(DirectiveMark.removed(from: "a[[fake frames=1]]b[[fake text=\"]]\"]]c") == "abc")
    }

    @Test(
        "what cannot be meant is refused and names the remedy",
        arguments: [
            ("falt=cut", "no directive is named 'falt'"), ("fault=explode", "one of none, status-400"),
            ("frames=0", "a whole number from 1"), ("stall-ms=-1", "a whole number from 0"), ("frames=many", "'many'"),
            ("cut", "write key=value"), ("text=\"open", "write key=value"), ("tool-input=nope", "a JSON document"),
            ("reasoning=maybe", "1 or 0"), ("=1", "write key=value"),
        ])
    func refused(text: String, mention: String) {
        let error = #expect(throws: FakeUpstreamDirectiveError.self) { try FakeUpstreamDirectives(parsing: text) }
        #expect(error?.description.contains(mention) == true)
    }

    @Test("directives of JSON take numbers, flags and objects as they are")
    func json() throws {
        let document: JSONValue = [
            "fault": "stall-inside", "stall-ms": 5, "reasoning": true, "tool-input": ["a": 1], "text": .null,
        ]
        let expected = FakeUpstreamDirectives(
            fault: .stallInside, stallMilliseconds: 5, toolInput: #"{"a":1}"#, reasoning: true)
        #expect(try FakeUpstreamDirectives(json: document) == expected)
    }

    @Test("sources are merged key by key, the first one that names a key wins")
    func merging() {
        let first = FakeUpstreamDirectives(fault: FakeUpstreamFault.none, frames: 1)
        let second = FakeUpstreamDirectives(fault: .cut, frames: 2, text: "t")
        let merged = FakeUpstreamDirectives(fault: FakeUpstreamFault.none, frames: 1, text: "t")
        #expect(first.filled(from: second) == merged)
    }

    @Test("log-normal waits depend on the seed alone and scatter around their median")
    func logNormal() {
        let samples = (0..<2001).map { FakeUpstreamLatency.lognormal.sample(median: 1000, seed: $0) }
        #expect(samples == (0..<2001).map { FakeUpstreamLatency.lognormal.sample(median: 1000, seed: $0) })
        let sorted = samples.sorted()
        #expect((930...1070).contains(sorted[1000]))
        // σ = 0.5: the 97.5th percentile lies at e^0.98 = 2.66 times the median.
        #expect((2300...3100).contains(sorted[1950]))
        #expect(FakeUpstreamLatency.fixed.sample(median: 70, seed: 1) == 70)
    }

    @Test("a latency model adds to the wait before the first byte")
    func latencyAdds() {
        let directives = FakeUpstreamDirectives(firstByteMilliseconds: 30, latency: .fixed, latencyMilliseconds: 12)
        #expect(directives.firstByteWait(seed: 1) == 42)
    }
}
