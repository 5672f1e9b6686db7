import Foundation
import RetailDocuments
public import RetailRecords

/// A folder of files to be imported, in memory.
public struct ImportFolder: Sendable {
    /// The bytes of each file, by its name.
    public var files: [String: [UInt8]]

    /// Made of files that may lie nowhere.
    public init(files: [String: [UInt8]]) { self.files = files }

    /// Reads the files of a folder whose names end in `.csv`.
    ///
    /// - Throws: `absent` or `unreadable`.
    public init(path: String) throws(InputError) {
        files = [:]
        guard FileManager.default.fileExists(atPath: path) else { throw .absent(path: path) }
        guard Self.isFolder(path) else {
            throw .unreadable(path: path, detail: "it is a file; name the folder that the files lie in")
        }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw .unreadable(path: path, detail: error.localizedDescription)
        }
        for name in names where name.hasSuffix(".csv") {
            let file = URL(fileURLWithPath: path).appendingPathComponent(name)
            guard !Self.isFolder(file.path) else {
                throw .unreadable(path: file.path, detail: "it is a folder; put a file in its place, or rename it")
            }
            do { files[name] = [UInt8](try Data(contentsOf: file)) } catch {
                throw .unreadable(path: file.path, detail: error.localizedDescription)
            }
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    /// The files that there may be, in the order in which they are read.
    public static var fileNames: [String] { MasterDataSet.fileNames }

    /// Over the names and bytes of the files that are known.
    var contentHash: String {
        var hash = ContentHash()
        for name in Self.fileNames {
            guard let bytes = files[name] else { continue }
            hash.update(name.utf8)
            hash.update([0])
            hash.update(ContentHash(of: bytes).text().utf8)
            hash.update([0])
        }
        return hash.text()
    }
}
