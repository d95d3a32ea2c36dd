// SPDX-License-Identifier: Apache-2.0

/// What one request asks of the fake upstream; everything left nil is taken from the next source.
///
/// Sources in falling rank: the schedule, the request header `x-fake-upstream`, a mark `[[fake key=value]]` in the last
/// user text, the standing directives, the configuration's defaults. They are merged key by key.
public struct FakeUpstreamDirectives: Sendable, Equatable {
    /// `fault`: how to misbehave.
    public var fault: FakeUpstreamFault?
    /// `retry-after`: seconds named in that header of the statuses 429, 503 and 529.
    public var retryAfter: Int?
    /// `stall-ms`: how long a stall lasts; 60,000 unless set.
    public var stallMilliseconds: Int?
    /// `first-byte-ms`: the wait before the response head.
    public var firstByteMilliseconds: Int?
    /// `latency`: a model whose wait is added to `firstByteMilliseconds`.
    public var latency: FakeUpstreamLatency?
    /// `latency-ms`: the median of `latency`.
    public var latencyMilliseconds: Int?
    /// `frame-delay-ms`: the wait between two deltas of a stream, or between two pieces of a slow body.
    public var frameDelayMilliseconds: Int?
    /// `frames`: the number of text deltas of a stream.
    public var frames: Int?
    /// `frame-bytes`: the size of a text delta; with `frames` and no `text`, the text is made that long.
    public var frameBytes: Int?
    /// `finish`: the stop reason, in any format's words.
    public var finish: String?
    /// `text`: the text to answer with.
    public var text: String?
    /// `tool`: the tool to call, unless the last message is a tool's result; several names, set apart by commas, are
    /// called side by side. A tool in a namespace may be written `NAMESPACE.NAME`.
    public var tool: String?
    /// `tool-input`: the arguments of the call, a JSON document; made after the tool's schema unless set.
    public var toolInput: String?
    /// `tools`: how many calls to make side by side; as many as `tool` has names unless set.
    public var tools: Int?
    /// `reasoning`: whether the model thinks and shows it; as the request asks unless set.
    public var reasoning: Bool?
    /// `refusal`: the words in which the model declines to answer.
    public var refusal: String?

    /// Directives that ask for the given things and leave everything else to other sources.
    public init(
        fault: FakeUpstreamFault? = nil, retryAfter: Int? = nil, stallMilliseconds: Int? = nil,
        firstByteMilliseconds: Int? = nil, latency: FakeUpstreamLatency? = nil, latencyMilliseconds: Int? = nil,
        frameDelayMilliseconds: Int? = nil, frames: Int? = nil, frameBytes: Int? = nil, finish: String? = nil,
        text: String? = nil, tool: String? = nil, toolInput: String? = nil, tools: Int? = nil, reasoning: Bool? = nil,
        refusal: String? = nil
    ) {
        self.fault = fault
        self.retryAfter = retryAfter
        self.stallMilliseconds = stallMilliseconds
        self.firstByteMilliseconds = firstByteMilliseconds
        self.latency = latency
        self.latencyMilliseconds = latencyMilliseconds
        self.frameDelayMilliseconds = frameDelayMilliseconds
        self.frames = frames
        self.frameBytes = frameBytes
        self.finish = finish
        self.text = text
        self.tool = tool
        self.toolInput = toolInput
        self.tools = tools
        self.reasoning = reasoning
        self.refusal = refusal
    }

    /// These directives, with what they leave open taken from `other`.
    public func filled(from other: FakeUpstreamDirectives) -> FakeUpstreamDirectives {
        FakeUpstreamDirectives(
            fault: fault ?? other.fault,
            retryAfter: retryAfter ?? other.retryAfter,
            stallMilliseconds: stallMilliseconds ?? other.stallMilliseconds,
            firstByteMilliseconds: firstByteMilliseconds ?? other.firstByteMilliseconds,
            latency: latency ?? other.latency,
            latencyMilliseconds: latencyMilliseconds ?? other.latencyMilliseconds,
            frameDelayMilliseconds: frameDelayMilliseconds ?? other.frameDelayMilliseconds,
            frames: frames ?? other.frames,
            frameBytes: frameBytes ?? other.frameBytes,
            finish: finish ?? other.finish,
            text: text ?? other.text,
            tool: tool ?? other.tool,
            toolInput: toolInput ?? other.toolInput,
            tools: tools ?? other.tools,
            reasoning: reasoning ?? other.reasoning,
            refusal: refusal ?? other.refusal
        )
    }

    /// The wait before the response head in milliseconds, the latency model's sample for `seed` included.
    func firstByteWait(seed: UInt64) -> Int {
        let modelled = latency.map {
            $0.sample(median: latencyMilliseconds ?? FakeUpstreamLatency.defaultMilliseconds, seed: seed)
        }
        return (firstByteMilliseconds ?? 0) + (modelled ?? 0)
    }
}
