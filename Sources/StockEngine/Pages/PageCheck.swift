import StockAPI
import StockBytes
import StockFiles

/// Walks through LMDB's file page by page, and finds what cannot have been written so.
///
/// LMDB follows what stands in a page without looking whether it can be: a wrong page number or offset leads it to another
/// row, to none, or out of the file. Here nothing is followed before it was checked: each page has its own number and
/// kind; keys ascend, within the bounds that the page above gives; entries fill the page and none lies over another; no
/// page is used twice, or both used and free; and each table has as many rows, pages and floors as its root says.
///
/// Reads with ordinary reads, from the page cache that LMDB's map shows too. Memory: two bits for each page.
struct PageCheck: ~Copyable {
    enum Extent {
        /// All pages that lead to others, those that list free pages, and the store's own facts: few, and after them LMDB
        /// finds its way.
        case branches
        /// Every page that is in use.
        case everything
    }

    /// Called for every row that is read.
    typealias Visit = (_ table: String, _ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Void

    let file: any File
    let meta: MetaPage
    let extent: Extent
    /// Called before each page is read; throws to end it.
    let pause: () throws(StockFailure) -> Void
    var used: PageBits
    var free: PageBits
    private(set) var pagesRead: UInt64 = 0

    init(
        _ file: any File, _ meta: MetaPage, _ extent: Extent,
        pause: @escaping () throws(StockFailure) -> Void = { () throws(StockFailure) in }
    ) throws(StockFailure) {
        self.file = file
        self.meta = meta
        self.extent = extent
        self.pause = pause
        let size: Int
        do throws(FilesError) { size = try file.size() } catch { throw StockFailure(error) }
        // Pages given and taken back within one commit were never written, so the last ones need not be there.
        let unwrittenMax: UInt64 = 1 << 18
        guard meta.lastPage > 0, meta.lastPage < UInt64(size / meta.pageBytes) + unwrittenMax else {
            throw .damaged("data.mdb: ends after \(size) bytes, before its last page \(meta.lastPage)")
        }
        used = PageBits(count: meta.lastPage + 1)
        free = PageBits(count: meta.lastPage + 1)
    }

    /// Checks everything; returns normally where nothing is wrong.
    ///
    /// - Throws: `damaged`, with page and table; `storageFailed` for a page that the disk does not give.
    mutating func run(_ visit: Visit) throws(StockFailure) {
        var tables: [(name: String, root: TreeRoot)] = []
        try walk(Tree("the tables' names", .names, meta.names, isWhole: true)) { key, value throws(StockFailure) in
            var name = ByteReader(key)
            var reader = ByteReader(value)
            guard let bytes = try? name.readBytes(key.byteCount), let root = try? TreeRoot(from: &reader),
                root.flags == 0, root.padding == 0
            else {
                throw .damaged("data.mdb: the root of a table cannot be read")
            }
            tables.append((String(decoding: bytes, as: UTF8.self), root))
        }
        for (name, root) in tables {
            // The store's own facts are written by the opening itself.
            let isWhole = extent == .everything || name == StoreTable.meta.name
            try walk(Tree("`\(name)`", .table, root, isWhole: isWhole)) { key, value throws(StockFailure) in
                try visit(name, key, value)
            }
        }
        try checkFreePages()
    }

    private mutating func checkFreePages() throws(StockFailure) {
        let last = meta.lastPage
        var listed: [UInt64] = []
        try walk(Tree("the free pages", .free, meta.free, isWhole: true)) { _, value throws(StockFailure) in
            var reader = ByteReader(value)
            guard let count = try? reader.read(UInt64.self), count <= UInt64(reader.remaining / 8) else {
                throw .damaged("data.mdb: a list of free pages cannot be read")
            }
            for _ in 0..<count {
                guard let page = try? reader.read(UInt64.self), page > 1, page <= last else {
                    throw .damaged("data.mdb: a list of free pages names one that cannot be")
                }
                listed.append(page)
            }
        }
        for page in listed {
            guard !used.contains(page), free.insert(page) else {
                throw .damaged("data.mdb, page \(page): is listed as free, and is in use or listed twice")
            }
        }
    }

    /// Notes that a page is used, and reads it.
    mutating func take(
        _ number: UInt64, of tree: borrowing Tree, into buffer: inout FileBuffer, pages: Int = 1
    ) throws(StockFailure) {
        try mark(number, of: tree, pages: pages)
        try pause()
        pagesRead += UInt64(pages)
        let count = meta.pageBytes * pages
        buffer.removeAll()
        buffer.reserve(capacityBytes: count)
        let read: Int
        do throws(FilesError) {
            read = try buffer.fill(from: file, at: Int(number) * meta.pageBytes, count)
        } catch { throw StockFailure(error) }
        guard read == count else { throw tree.damage(number, "lies behind the file's end") }
    }

    /// Each page is used once, and is one of the file's.
    mutating func mark(_ number: UInt64, of tree: borrowing Tree, pages: Int = 1) throws(StockFailure) {
        guard number > 1, number <= meta.lastPage, UInt64(pages) <= meta.lastPage - number + 1 else {
            throw tree.damage(number, "is named, and the file has no such page")
        }
        for page in number..<number + UInt64(pages) where !used.insert(page) {
            throw tree.damage(page, "is used twice")
        }
    }
}

/// One bit for each page of a file.
struct PageBits: ~Copyable {
    private var words: ZeroedBuffer<UInt64>

    init(count: UInt64) { words = ZeroedBuffer(count: Int(count / 64) + 1) }

    func contains(_ page: UInt64) -> Bool { words[Int(page / 64)] & (1 << (page % 64)) != 0 }

    /// False where it was there already.
    mutating func insert(_ page: UInt64) -> Bool {
        guard !contains(page) else { return false }
        words[Int(page / 64)] |= 1 << (page % 64)
        return true
    }
}
