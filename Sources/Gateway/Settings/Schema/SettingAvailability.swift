// SPDX-License-Identifier: Apache-2.0

/// Whether a setting does something in this version.
public enum SettingAvailability: Sendable, Equatable {
    /// It works.
    case live
    /// It is known and checked, so that files of a later version load, but does nothing yet; setting it gives a warning.
    case later
}
