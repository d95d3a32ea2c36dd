// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the Hugging Face tools have downloaded: `models--OWNER--NAME/snapshots/REVISION/FILE`.
struct HubCache {
    let path: String

    /// Where a model's file may be, over all revisions; whether it is the right one only its digest tells.
    func candidates(for file: ModelFile, of model: PublishedModel) -> [String] {
        let name = "models--" + model.repository.split(separator: "/").joined(separator: "--")
        let snapshots = "\(path)/\(name)/snapshots"
        return Self.names(in: snapshots).map { "\(snapshots)/\($0)/\(file.name)" }
            .filter { FileStatus($0)?.size == file.size }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        // A cache has a handful of revisions; whatever has thousands is none.
        while names.count < 1000, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
