// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What follows the first `mark`.
    func components(after mark: String) -> String {
        firstRange(of: mark).map { String(self[$0.upperBound...]) } ?? ""
    }
}
