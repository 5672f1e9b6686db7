import Foundation
import StockFiles

extension Disk {
    /// A disk with what a folder contains now, all of it durable.
    init(contentsOf path: String) throws {
        var files: [UInt64: DiskFile] = [:]
        let root = try Self.folder(path, &files)
        self.init(root: root, files: files)
    }

    private static func folder(_ path: String, _ files: inout [UInt64: DiskFile]) throws -> DiskFolder {
        var entries: [String: DiskFolder.Entry] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let inner = path + "/" + name
            let attributes = try FileManager.default.attributesOfItem(atPath: inner)
            if attributes[.type] as? FileAttributeType == .typeDirectory {
                entries[name] = .folder(try folder(inner, &files))
            } else {
                let data = try Data(contentsOf: URL(fileURLWithPath: inner))
                let file = DiskFile(durable: FileContent(bytes: [UInt8](data)))
                guard let inode = attributes[.systemFileNumber] as? NSNumber else {
                    throw TrialFailure("\(inner) has no number")
                }
                files[inode.uint64Value] = file
                entries[name] = .file(file)
            }
        }
        return DiskFolder(durable: entries)
    }

    /// Where the folder that programs should see differs from the one that is there; nil: nowhere.
    ///
    /// LMDB's table of readers is written through memory, and is not compared.
    func difference(from path: String) throws -> String? { try Self.difference(root, path) }

    private static func difference(_ folder: DiskFolder, _ path: String) throws -> String? {
        let there = Set(try FileManager.default.contentsOfDirectory(atPath: path))
        let recorded = Set(folder.cached.keys)
        guard there == recorded else {
            return "\(path) has \(there.sorted()), and \(recorded.sorted()) were recorded"
        }
        for (name, entry) in folder.cached where name != "lock.mdb" {
            let inner = path + "/" + name
            let found: String?
            switch entry {
            case .folder(let next): found = try difference(next, inner)
            case .file(let file):
                found = try file.cached.difference(from: inner, files: SystemFiles()).map { "\(inner): \($0)" }
            }
            if let found { return found }
        }
        return nil
    }
}
