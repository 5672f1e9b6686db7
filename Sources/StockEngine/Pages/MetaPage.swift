import StockAPI
import StockBytes
import StockFiles

/// What one of LMDB's two first pages says: where a committed state begins.
///
/// Layout of LMDB 0.9 on a 64-bit machine (`mdb.c`, `MDB_meta`): after the page's head of 16 bytes 4 magic · 4 version ·
/// 8 address · 8 map size · 2 × 48 roots, of the free pages and of the tables' names · 8 last page · 8 transaction. The
/// first root's padding field holds the size of a page.
struct MetaPage: Equatable {
    var pageBytes: Int
    var free: TreeRoot
    var names: TreeRoot
    var lastPage: UInt64
    var transaction: UInt64

    private static let magic: UInt32 = 0xBEEF_C0DE
    private static let version: UInt32 = 1
    private static let pageFlag: UInt16 = 0x08
    static let byteCount = 16 + 136

    init(from reader: inout ByteReader) throws(BytesError) {
        _ = try reader.skip(10)
        guard try reader.read(UInt16.self) & Self.pageFlag != 0 else { throw BytesError(offset: 10) }
        _ = try reader.skip(4)
        guard try reader.read(UInt32.self) == Self.magic, try reader.read(UInt32.self) == Self.version else {
            throw BytesError(offset: 16)
        }
        _ = try reader.skip(16)
        free = try TreeRoot(from: &reader)
        names = try TreeRoot(from: &reader)
        lastPage = try reader.read()
        transaction = try reader.read()
        pageBytes = Int(free.padding)
        guard (512...65_536).contains(pageBytes), pageBytes.nonzeroBitCount == 1 else { throw BytesError(offset: 40) }
    }

    /// Both, the older first, after seeing that one follows the other.
    ///
    /// Commit n is written to page n mod 2, so the two always hold the last two commits; those of a new file both hold
    /// number 0.
    static func both(of file: any File) throws(StockFailure) -> (older: MetaPage, newer: MetaPage) {
        let first = try read(0, file, pageBytes: 4_096)
        let second = try read(1, file, pageBytes: first.pageBytes)
        let isNew = first.transaction == 0 && second.transaction == 0
        let newer = max(first.transaction, second.transaction)
        let older = min(first.transaction, second.transaction)
        guard isNew || newer - older == 1 && first.transaction.isMultiple(of: 2), first.pageBytes == second.pageBytes
        else {
            throw .damaged(
                "data.mdb: the two meta pages (commits \(first.transaction) and \(second.transaction)) do not belong together"
            )
        }
        return first.transaction < second.transaction ? (first, second) : (second, first)
    }

    private static func read(_ number: Int, _ file: any File, pageBytes: Int) throws(StockFailure) -> MetaPage {
        var buffer = FileBuffer(capacityBytes: byteCount)
        do throws(FilesError) {
            _ = try buffer.fill(from: file, at: number * pageBytes, byteCount)
        } catch { throw StockFailure(error) }
        var reader = ByteReader(buffer.span(0..<buffer.count))
        do throws(BytesError) {
            return try MetaPage(from: &reader)
        } catch { throw .damaged("data.mdb: meta page \(number) cannot be read at byte \(error.offset)") }
    }
}

/// Where a tree begins, and what has to be found in it (`MDB_db`, 48 bytes).
struct TreeRoot: Equatable {
    var padding: UInt32 = 0
    /// How LMDB orders keys, and whether a key has several values: a table of ours has none of it.
    var flags: UInt16 = 0
    var depth = 0
    var branchPages: UInt64 = 0
    var leafPages: UInt64 = 0
    var overflowPages: UInt64 = 0
    var entries: UInt64 = 0
    /// The root's page; `nowhere` for an empty tree.
    var page: UInt64 = nowhere

    static let nowhere = UInt64.max
    static let byteCount = 48

    init() {}

    init(from reader: inout ByteReader) throws(BytesError) {
        padding = try reader.read()
        flags = try reader.read()
        depth = Int(try reader.read(UInt16.self))
        branchPages = try reader.read()
        leafPages = try reader.read()
        overflowPages = try reader.read()
        entries = try reader.read()
        page = try reader.read()
    }
}
