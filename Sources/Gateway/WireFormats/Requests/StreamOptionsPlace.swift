// SPDX-License-Identifier: Apache-2.0

/// Where a request for a stream may be made to ask for token counts.
public enum StreamOptionsPlace: Sendable, Hashable {
    /// The value of `include_usage`, which is not `true`.
    case value(Range<Int>)
    /// Behind the bracket that opens `stream_options`, which has no `include_usage`.
    case inside(Int, isEmpty: Bool)
    /// The value of `stream_options`, which is no object.
    case whole(Range<Int>)
}
