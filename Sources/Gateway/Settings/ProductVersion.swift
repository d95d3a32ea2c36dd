// SPDX-License-Identifier: Apache-2.0

/// The version of this program, written once.
public enum ProductVersion {
    /// The semantic version that `isartor version`, `/health` and the user agent of upstream calls name.
    public static let current = "0.1.0"
}
