import StockAPI
import StockBytes
import StockFiles

/// A file in the store's folder that says what was found: a damaged store is not served again by restarting it.
enum DamageMark {
    private static func file(in folder: String) -> String { folder + "/damaged" }

    /// Leaves the mark.
    ///
    /// Where even that fails, the next opening or scrub has to find it anew.
    static func leave(_ text: String, in folder: String, _ files: any FileSystem) {
        guard let file = try? files.open(file(in: folder), .openOrCreate), (try? file.truncate(to: 0)) != nil,
            (try? file.write(Array((text + "\n").utf8), at: 0)) != nil, (try? file.synchronize()) != nil
        else { return }
        try? files.synchronizeFolder(folder)
    }

    /// Throws `damaged` where there is one.
    static func refuse(in folder: String, _ files: any FileSystem) throws(StockFailure) {
        let text: String
        do throws(FilesError) {
            guard try files.exists(file(in: folder)) else { return }
            let bytes = try files.open(file(in: folder), .read).readBytes(4_096, at: 0)
            text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map { String($0) } ?? ""
        } catch { throw StockFailure(error) }
        throw .damaged(
            "\(text). This was found while the store was open. Restore it from a backup; to open it all the same, for what can still be read, remove \(file(in: folder))"
        )
    }
}
