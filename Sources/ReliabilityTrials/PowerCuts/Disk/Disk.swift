import Foundation
import StockFiles

/// A disk to which the records of a log happen: what is durable on it, and what is not.
///
/// What is assumed of disk and file system stands in docs/reliability.md.
struct Disk {
    /// Flushes that are not believed, to see that the trial notices.
    enum Lie: String, Sendable, CaseIterable {
        /// No flush and no durable write of a segment makes anything durable.
        case journal
        /// None of LMDB's file.
        case lmdb

        func isAbout(_ path: String) -> Bool {
            switch self {
            case .journal: path.hasSuffix(".journal")
            case .lmdb: path.hasSuffix("data.mdb")
            }
        }
    }

    private enum Flush {
        case file(DiskFile, Set<UInt64>)
        case folder(DiskFolder, count: Int)
        /// Of something that has no name any more, or that is not believed.
        case nothing
    }

    let root: DiskFolder
    let lie: Lie?
    private var files: [UInt64: DiskFile]
    private var flushes: [UInt64: Flush] = [:]

    /// An empty folder; or one with these contents, all of them durable.
    init(root: DiskFolder = DiskFolder(), files: [UInt64: DiskFile] = [:], lie: Lie? = nil) {
        self.root = root
        self.files = files
        self.lie = lie
    }

    mutating func apply(_ record: DiskRecord) throws(TrialFailure) {
        switch record.kind {
        case .write: try write(record)
        case .resize, .extend: try resize(record)
        case .flush: try flush(record)
        case .create:
            let file = DiskFile()
            files[record.inode] = file
            let (folder, name) = try place(record.path)
            folder.change(.add(name, .file(file)))
        case .makeFolder:
            let (folder, name) = try place(record.path)
            folder.change(.add(name, .folder(DiskFolder())))
        case .rename:
            let (folder, name) = try place(record.path)
            let (other, newName) = try place(record.other)
            guard folder === other else {
                throw TrialFailure("a file went from folder to folder, which is not understood: \(record.path)")
            }
            folder.change(.rename(name, to: newName))
        case .remove:
            let (folder, name) = try place(record.path)
            folder.change(.remove(name))
        case .notUnderstood:
            // LMDB's table of readers lives in memory that is shared; nothing of it outlives its programs.
            guard record.path == "mmap", record.other.hasSuffix("lock.mdb") else {
                throw TrialFailure("the program changes \(record.other) by \(record.path), which is not understood")
            }
        case .killed: flushes = [:]
        }
    }

    private mutating func write(_ record: DiskRecord) throws(TrialFailure) {
        guard record.isBegin else {
            try file(record.inode).end(record.call, result: record.length)
            if record.isDurable { endFlush(record.call, result: record.length) }
            return
        }
        let file = try file(record.inode)
        if record.isDurable {
            let together = file.flushed(withPagesOf: record.offset..<record.offset + record.length)
            flushes[record.call] =
                lie?.isAbout(record.path) == true ? .nothing : .file(file, together.union([record.call]))
        }
        file.begin(.write(record.data, count: record.length, at: record.offset), call: record.call)
    }

    private func resize(_ record: DiskRecord) throws(TrialFailure) {
        let file = try file(record.inode)
        if record.isBegin {
            file.begin(record.kind == .resize ? .resize(record.offset) : .extend(record.offset), call: record.call)
        }
        if record.isEnd { file.end(record.call, result: record.length) }
    }

    private mutating func flush(_ record: DiskRecord) throws(TrialFailure) {
        guard record.isBegin else { return endFlush(record.call, result: record.length == 0 ? 1 : -1) }
        if lie?.isAbout(record.path) == true {
            flushes[record.call] = .nothing
        } else if record.isFolder {
            let folder = try folder(record.path)
            flushes[record.call] = .folder(folder, count: folder.pending.count)
        } else {
            let file = try file(record.inode)
            flushes[record.call] = .file(file, file.flushed())
        }
    }

    private mutating func endFlush(_ call: UInt64, result: Int) {
        guard let flush = flushes.removeValue(forKey: call), result > 0 else { return }
        switch flush {
        case .file(let file, let calls): file.makeDurable(calls)
        // Two flushes of a folder at a time would count its changes twice: Stockroom has none, and `place` is not asked.
        case .folder(let folder, let count): folder.makeDurable(first: count)
        case .nothing: break
        }
    }

    // MARK: Names

    private func file(_ inode: UInt64) throws(TrialFailure) -> DiskFile {
        guard let file = files[inode] else {
            throw TrialFailure("the log speaks of a file (\(inode)) that nobody made")
        }
        return file
    }

    private func folder(_ path: String) throws(TrialFailure) -> DiskFolder {
        var folder = root
        for name in path.split(separator: "/") {
            guard case .folder(let next) = folder.cached[String(name)] else {
                throw TrialFailure("the log speaks of a folder that nobody made: \(path)")
            }
            folder = next
        }
        return folder
    }

    private func place(_ path: String) throws(TrialFailure) -> (DiskFolder, String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { throw TrialFailure("the log speaks of the folder itself") }
        return (try folder(parts.dropLast().joined(separator: "/")), String(name))
    }
}
