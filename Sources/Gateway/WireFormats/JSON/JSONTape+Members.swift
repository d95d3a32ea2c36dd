// SPDX-License-Identifier: Apache-2.0

/// Members of an object by name and kind, for decoders.
extension JSONTape {
    /// The string member `name` of the object at `index`; nil if there is none, or it is something else.
    func text(_ name: StaticString, of index: Int, in source: Span<UInt8>) -> String? {
        member(name, of: index, in: source).flatMap { string(at: $0, in: source) }
    }

    /// The whole number that is the member `name`.
    func count(_ name: StaticString, of index: Int, in source: Span<UInt8>) -> Int? {
        member(name, of: index, in: source).flatMap { integer(at: $0, in: source) }
    }

    /// The truth value that is the member `name`.
    func flag(_ name: StaticString, of index: Int, in source: Span<UInt8>) -> Bool? {
        member(name, of: index, in: source).flatMap { flag(at: $0) }
    }

    /// The truth value at `index`.
    func flag(at index: Int) -> Bool? {
        switch nodes[index].kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The number at `index` as it was written.
    func number(at index: Int, in source: Span<UInt8>) -> String? {
        guard nodes[index].kind == .number else { return nil }
        return source.extracting(range(of: index)).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// The raw JSON of the value at `index` as text.
    func rawText(_ index: Int, in source: Span<UInt8>) -> String {
        source.extracting(range(of: index)).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the value at `index` is null.
    func isNull(_ index: Int) -> Bool { nodes[index].kind == .null }

}
