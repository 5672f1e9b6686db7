import Foundation

/// LMDB's file, page by page, read without the code that it is to test (`mdb.c`, `MDB_page` and `MDB_meta`).
struct PageFile {
    let path: String
    var bytes: [UInt8]
    static let pageBytes = 4_096

    enum Kind: String, CaseIterable, Sendable {
        case meta, branch, leaf, overflow, freeList
    }

    init(_ folder: String) throws {
        path = folder + "/data.mdb"
        bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    var count: Int { bytes.count / Self.pageBytes }

    private func integer(_ offset: Int, _ size: Int) -> UInt64 {
        bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The place of the newest meta page.
    private var newest: Int {
        integer(16 + 128, 8) > integer(Self.pageBytes + 16 + 128, 8) ? 0 : Self.pageBytes
    }

    /// Pages that the newest commit uses, by kind, found by walking its trees.
    func pagesInUse() -> [Kind: [Int]] {
        var found: [Kind: [Int]] = [.meta: [0, 1]]
        let roots = newest + 16 + 24
        walk(root: integer(roots + 40, 8), of: .free, into: &found)
        walk(root: integer(roots + 48 + 40, 8), of: .names, into: &found)
        return found
    }

    private enum Tree { case free, names, table }

    private func walk(root: UInt64, of tree: Tree, only table: String? = nil, into found: inout [Kind: [Int]]) {
        guard root != .max else { return }
        let page = Int(root)
        let start = page * Self.pageBytes
        let isBranch = integer(start + 10, 2) == 1
        found[tree == .free ? .freeList : isBranch ? .branch : .leaf, default: []].append(page)
        let entries = (Int(integer(start + 12, 2)) - 16) / 2
        for index in 0..<entries {
            let node = start + Int(integer(start + 16 + 2 * index, 2))
            let low = integer(node, 2) | integer(node + 2, 2) << 16
            let flags = integer(node + 4, 2)
            let data = node + 8 + Int(integer(node + 6, 2))
            if tree == .names, let table, !bytes[node + 8..<data].elementsEqual(table.utf8) { continue }
            if isBranch {
                walk(root: low | flags << 32, of: tree, into: &found)
            } else if flags & 2 != 0 {
                walk(root: integer(data + 40, 8), of: .table, into: &found)
            } else if flags & 1 != 0 {
                let first = Int(integer(data, 8))
                let pages = (15 + Int(low)) / Self.pageBytes + 1
                found[tree == .free ? .freeList : .overflow, default: []] += first..<first + pages
            }
        }
    }

    /// Where the root of a table is kept, in a store whose tables' names fit on one page.
    func root(of table: String) -> Int? {
        let start = Int(integer(newest + 16 + 24 + 48 + 40, 8)) * Self.pageBytes
        return place(of: Array(table.utf8), in: start..<start + Self.pageBytes).map { $0 + table.utf8.count }
    }

    /// Where bytes stand first.
    func place(of wanted: [UInt8], in range: Range<Int>) -> Int? {
        range.first { bytes[$0...].starts(with: wanted) }
    }

    /// The leaf pages of one table, in the order of its keys.
    func leaves(of table: String) -> [Int] {
        var found: [Kind: [Int]] = [:]
        walk(root: integer(newest + 16 + 24 + 48 + 40, 8), of: .names, only: table, into: &found)
        return Array((found[.leaf] ?? []).dropFirst())
    }

    mutating func flip(_ place: Int, in page: Int, _ mask: UInt8) { bytes[page * Self.pageBytes + place] ^= mask }

    mutating func set(_ place: Int, in page: Int, to values: [UInt8]) {
        let start = page * Self.pageBytes + place
        bytes.replaceSubrange(start..<start + values.count, with: values)
    }

    mutating func fill(_ page: Int, _ byte: (Int) -> UInt8) {
        for place in 0..<Self.pageBytes { bytes[page * Self.pageBytes + place] = byte(place) }
    }

    mutating func copy(_ page: Int, to other: Int) {
        bytes.replaceSubrange(
            other * Self.pageBytes..<(other + 1) * Self.pageBytes,
            with: bytes[page * Self.pageBytes..<(page + 1) * Self.pageBytes])
    }

    func write(to folder: String) throws { try Data(bytes).write(to: URL(filePath: folder + "/data.mdb")) }
}
