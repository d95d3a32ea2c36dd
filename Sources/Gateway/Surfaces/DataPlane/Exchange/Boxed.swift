// SPDX-License-Identifier: Apache-2.0

/// A large value that few exchanges need, kept beside them and changed in place.
final class Boxed<Value> {
    var value: Value

    init(_ value: Value) { self.value = value }
}
