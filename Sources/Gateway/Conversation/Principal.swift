// SPDX-License-Identifier: Apache-2.0

/// Who is asking: the owner of a cache partition.
///
/// A principal is the digest of the presented gateway key, or of the credential that is forwarded to the provider;
/// everybody is `local` when there is neither.
public enum Principal: Sendable, Hashable {
    case local
    case key(Fingerprint)
}
