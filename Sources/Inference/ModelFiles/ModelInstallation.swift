// SPDX-License-Identifier: Apache-2.0

internal import Addresses

/// Brings a model's files into their folder: from a folder, from what other tools have downloaded, or from an endpoint.
///
/// A file takes its name only after its SHA-256 was found right. Nothing is asked of the network unless a file is needed
/// and neither of the other places has it.
public struct ModelInstallation: Sendable {
    /// Where a file came from.
    public enum Origin: Sendable, Hashable {
        /// It was there.
        case kept
        case copied(from: String)
        case downloaded(from: String)
    }

    let folder: ModelFolder
    let hub: HubSettings
    /// A folder with the files, as given; it is the only place then.
    let source: String?
    let userAgent: String
    let progress: @Sendable (ModelFile, Int) -> Void

    /// - Parameters:
    ///   - folder: where the files are to be.
    ///   - hub: where they may come from.
    ///   - source: a folder that has them; no other place is asked then.
    ///   - userAgent: what to say of ourselves to an endpoint.
    ///   - progress: hears how many bytes of a file are here, from time to time.
    public init(
        folder: ModelFolder, hub: HubSettings, source: String? = nil, userAgent: String,
        progress: @escaping @Sendable (ModelFile, Int) -> Void
    ) {
        self.folder = folder
        self.hub = hub
        self.source = source
        self.userAgent = userAgent
        self.progress = progress
    }

    /// Brings one file; the others of the model are brought by further calls.
    public func bring(_ file: ModelFile) async throws(ModelFailure) -> Origin {
        if FileDigest.of(folder.path(of: file)) == file.digest { return .kept }
        if let source { return try copy(file, from: "\(source)/\(file.name)") }
        for candidate in hub.cache.map({ HubCache(path: $0).candidates(for: file, of: folder.model) }) ?? []
        where FileDigest.of(candidate) == file.digest {
            return try copy(file, from: candidate)
        }
        return try await download(file)
    }

    private func partialPath(_ file: ModelFile) -> String { folder.path(of: file) + ".partial" }

    private func copy(_ file: ModelFile, from path: String) throws(ModelFailure) -> Origin {
        guard let status = FileStatus(path) else {
            throw ModelFailure(
                .badSource, "there is no \(path)", remedy: "name a folder that holds \(names(folder.model.files))")
        }
        guard status.size == file.size else { throw wrong(file, at: path) }
        try folder.create()
        let partial = try PartialFile(partialPath(file))
        try partial.empty()
        try FileCopy.append(path, to: partial) { progress(file, $0) }
        try check(file, partial, at: path)
        return .copied(from: path)
    }

    private func download(_ file: ModelFile) async throws(ModelFailure) -> Origin {
        let url = try address(of: file)
        try folder.create()
        let hadBytes = (FileStatus(partialPath(file))?.size ?? 0) > 0
        let download = Download(
            file: file, url: url, partial: partialPath(file), userAgent: userAgent,
            progress: { [progress] count, _ in progress(file, count) })
        try await download.run()
        do {
            try check(file, try PartialFile(partialPath(file)), at: url.authority)
        } catch  where error.kind == .wrongContents && hadBytes {
            // The part that was here may be of another version: once more, from the start.
            try await download.run()
            try check(file, try PartialFile(partialPath(file)), at: url.authority)
        }
        return .downloaded(from: url.authority)
    }

    private func address(of file: ModelFile) throws(ModelFailure) -> URLParts {
        let ways = "or use --from FOLDER with \(names(folder.model.files)) in it"
        guard !hub.isOffline else {
            throw ModelFailure(
                .noSource, "\(file.name) is not in \(hub.cache ?? "any cache"), and HF_HUB_OFFLINE forbids downloads",
                remedy: "unset HF_HUB_OFFLINE, \(ways)")
        }
        guard let endpoint = hub.endpoint else {
            throw ModelFailure(
                .noSource, "HF_ENDPOINT does not say where to download \(file.name) from",
                remedy: "set it to the address of a Hugging Face style endpoint, \(ways)")
        }
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        guard let parts = URLParts(base), parts.query.isEmpty,
            let url = URLParts("\(base)/\(folder.model.repository)/resolve/main/\(file.name)")
        else {
            throw ModelFailure(
                .badSource, "HF_ENDPOINT is no absolute http:// or https:// URL without credentials in it",
                remedy: "mend it, \(ways)")
        }
        return url
    }

    private func check(_ file: ModelFile, _ partial: PartialFile, at place: String) throws(ModelFailure) {
        guard FileDigest.of(partial.path) == file.digest else {
            partial.remove()
            throw wrong(file, at: place)
        }
        try partial.move(to: folder.path(of: file))
    }

    private func wrong(_ file: ModelFile, at place: String) -> ModelFailure {
        ModelFailure(
            .wrongContents, "\(file.name) at \(place) is not the published one: its size or its SHA-256 differs",
            remedy: "nothing of it was kept; use another endpoint, or --from FOLDER")
    }

    private func names(_ files: [ModelFile]) -> String { files.map(\.name).joined(separator: " and ") }
}
