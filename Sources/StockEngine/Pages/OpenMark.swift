import StockBytes
import StockFiles

/// A file in the store's folder with one byte for each opening that did not end with a close.
///
/// LMDB ends the process where it follows a page that cannot be. So after an end without a close the store is scrubbed at
/// once, and after two in a row all pages are read before LMDB does: otherwise a program that is started again would go
/// the same way again, and the damage would never be named. Says nothing else, and is not flushed: a power cut may forget
/// it.
struct OpenMark: Sendable {
    private let path: String
    private let files: any FileSystem

    init(in folder: String, _ files: any FileSystem) {
        path = folder + "/open"
        self.files = files
    }

    /// How many openings in a row have ended otherwise since all pages were read.
    var endsWithoutClose: Int {
        guard (try? files.exists(path)) == true, let file = try? files.open(path, .read) else { return 0 }
        return (try? file.size()) ?? 0
    }

    /// The store is being opened.
    func begin() {
        guard let file = try? files.open(path, .openOrCreate), let size = try? file.size() else { return }
        _ = try? file.write([UInt8(ascii: "1")], at: size)
    }

    /// All pages were read, while the store is open or being opened.
    func pagesWereRead(isOpen: Bool) { _ = try? files.open(path, .openOrCreate).truncate(to: isOpen ? 1 : 0) }

    /// The store is closed.
    func end() { _ = try? files.removeIfPresent(path) }
}
