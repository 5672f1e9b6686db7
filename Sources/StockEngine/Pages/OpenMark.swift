import StockBytes
import StockFiles
import Synchronization

/// A file in the store's folder with one byte for each opening that did not end with a close.
///
/// LMDB ends the process where it follows a page that cannot be. So after an end without a close the store is scrubbed at
/// once, and after two in a row all pages are read before LMDB does: otherwise a program that is started again would go
/// the same way again, and the damage would never be named. That scrub stays due until one has ended: who closes the store
/// before leaves a byte. Says nothing else, and is not flushed: a power cut may forget it.
final class OpenMark: Sendable {
    private let path: String
    private let files: any FileSystem
    /// How many openings in a row had ended otherwise, since all pages were read.
    let endsWithoutClose: Int
    /// How many bytes there were before this opening.
    private let bytesBefore: Atomic<Int>
    private let isScrubDue: Atomic<Bool>

    init(in folder: String, _ files: any FileSystem) {
        path = folder + "/open"
        self.files = files
        endsWithoutClose = Self.size(path, files)
        bytesBefore = Atomic(endsWithoutClose)
        isScrubDue = Atomic(endsWithoutClose > 0)
    }

    private static func size(_ path: String, _ files: any FileSystem) -> Int {
        guard (try? files.exists(path)) == true, let file = try? files.open(path, .read) else { return 0 }
        return (try? file.size()) ?? 0
    }

    /// LMDB opens the store now.
    func begin() {
        guard let file = try? files.open(path, .openOrCreate) else { return }
        _ = try? file.write([UInt8(ascii: "1")], at: bytesBefore.load(ordering: .relaxed))
    }

    /// The opening was refused: nothing has ended.
    func withdraw() { leave(bytesBefore.load(ordering: .relaxed)) }

    /// All pages were read, before LMDB opens the store.
    func pagesWereRead() {
        bytesBefore.store(0, ordering: .relaxed)
        leave(0)
    }

    /// A scrub of the open store has ended.
    func scrubHasEnded() {
        isScrubDue.store(false, ordering: .relaxed)
        leave(1)
    }

    /// The store is closed, where scrubs begin by themselves or not.
    func end(scrubsByItself: Bool) { leave(scrubsByItself && isScrubDue.load(ordering: .relaxed) ? 1 : 0) }

    private func leave(_ count: Int) {
        if count == 0 {
            _ = try? files.removeIfPresent(path)
        } else {
            _ = try? files.open(path, .openOrCreate).truncate(to: count)
        }
    }
}
