// SPDX-License-Identifier: Apache-2.0

/// Finds out whether instructions have the model use tools or edit files in what it writes, as agents do whose requests offer
/// no tools: aider, Cline and its kin, OpenHands.
///
/// Such an answer is not read, it is carried out. Nobody knows all agents, so this finds those that say it in the words known
/// here; a text that only happens to hold them costs a hit.
enum TextualTools {
    /// Words that hardly stand in instructions for anything else, as bytes. Their first bytes are rare in texts.
    private static let marks: [[UInt8]] = [
        // Edits of files: blocks of what is sought and what it becomes, patches, diffs, whole files.
        "SEARCH/REPLACE", "*** Begin Patch", "`diff -U0`", "*file listing*",
        // Calls, written as elements.
        "<execute_command>", "<write_to_file>", "<apply_diff>", "<tool_call>", "<invoke name=", "<function=",
    ].map { Array($0.utf8) }

    /// Whether a text of instructions speaks of such an answer.
    static func areAsked(for text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            for place in bytes.indices {
                switch bytes[place] {
                case UInt8(ascii: "S"), UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "<"):
                    if marks.contains(where: { bytes[place...].starts(with: $0) }) { return true }
                default: continue
                }
            }
            return false
        } ?? false
    }
}
