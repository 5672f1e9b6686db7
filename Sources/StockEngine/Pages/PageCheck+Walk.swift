import StockAPI
import StockBytes
import StockFiles

extension PageCheck {
    /// A tree of pages while it is walked through.
    struct Tree: ~Copyable {
        enum Kind {
            case table
            /// Holds the roots of the tables.
            case names
            /// Its keys are numbers in the machine's order.
            case free
        }

        let name: String
        let kind: Kind
        let root: TreeRoot
        /// Whether leaves are read, or only counted.
        let isWhole: Bool
        var branchPages: UInt64 = 0
        var leafPages: UInt64 = 0
        var overflowPages: UInt64 = 0
        var entries: UInt64 = 0

        init(_ name: String, _ kind: Kind, _ root: TreeRoot, isWhole: Bool) {
            self.name = name
            self.kind = kind
            self.root = root
            self.isWhole = isWhole
        }

        borrowing func damage(_ page: UInt64, _ what: String) -> StockFailure {
            .damaged("data.mdb, page \(page) of \(name): \(what)")
        }

        func areInOrder(_ left: RawSpan, _ right: RawSpan) -> Bool {
            guard kind == .free else { return left.comesBefore(right) }
            var one = ByteReader(left)
            var other = ByteReader(right)
            guard let first = try? one.read(UInt64.self), let second = try? other.read(UInt64.self) else {
                return false
            }
            return first < second
        }
    }

    typealias VisitEntry = (_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Void

    /// Walks through a tree, and compares it with what its root says.
    mutating func walk(_ tree: consuming Tree, _ visit: VisitEntry) throws(StockFailure) {
        let root = tree.root
        guard root.page != TreeRoot.nowhere else {
            guard root.entries == 0, root.depth == 0 else {
                throw .damaged("data.mdb: \(tree.name) should have \(root.entries) rows, and has no page")
            }
            return
        }
        // LMDB's own bound.
        guard (1...32).contains(root.depth) else {
            throw .damaged("data.mdb: \(tree.name) cannot be \(root.depth) pages deep")
        }
        let none = ByteWriter()
        try walk(root.page, level: root.depth, from: none.span, below: none.span, &tree, visit)
        let isAsSaid =
            tree.branchPages == root.branchPages && tree.leafPages == root.leafPages
            && (!tree.isWhole || tree.overflowPages == root.overflowPages && tree.entries == root.entries)
        guard isAsSaid else {
            throw .damaged(
                "data.mdb: \(tree.name) should have \(root.entries) rows on \(root.branchPages) + \(root.leafPages) + \(root.overflowPages) pages, and has \(tree.entries) on \(tree.branchPages) + \(tree.leafPages) + \(tree.overflowPages)"
            )
        }
    }

    /// Keys of the page are not below `low`, and below `high`; without bytes: no bound.
    private mutating func walk(
        _ number: UInt64, level: Int, from low: RawSpan, below high: RawSpan, _ tree: inout Tree, _ visit: VisitEntry
    ) throws(StockFailure) {
        if level == 1, !tree.isWhole {
            tree.leafPages += 1
            return try mark(number, of: tree)
        }
        var buffer = FileBuffer(capacityBytes: meta.pageBytes)
        try take(number, of: tree, into: &buffer)
        let page: TreePage
        do throws(BytesError) {
            page = try TreePage(buffer.span(0..<buffer.count), number: number)
        } catch { throw tree.damage(number, "cannot be read at byte \(error.offset)") }
        guard page.kind == (level == 1 ? .leaf : .branch) else {
            throw tree.damage(number, "is not of the kind that belongs there")
        }
        let countLeast = level > 1 && tree.kind != .free ? 2 : 1
        guard page.count >= countLeast else { throw tree.damage(number, "has \(page.count) entries") }
        try checkOrder(page, number, low, high, tree)
        if level == 1 {
            tree.leafPages += 1
            tree.entries += UInt64(page.count)
            for index in 0..<page.count { try visitEntry(page, index, number, &tree, visit) }
        } else {
            tree.branchPages += 1
            for index in 0..<page.count {
                guard let entry = try? page.entry(index) else { continue }
                var from = low
                if index > 0 { from = page.span(entry.key) }
                var below = high
                if index + 1 < page.count, let next = try? page.entry(index + 1) { below = page.span(next.key) }
                try walk(entry.number, level: level - 1, from: from, below: below, &tree, visit)
            }
        }
    }

    private func checkOrder(
        _ page: TreePage, _ number: UInt64, _ low: RawSpan, _ high: RawSpan, _ tree: borrowing Tree
    ) throws(StockFailure) {
        // The first key of a branch is not used, and mostly not there.
        let first = page.kind == .branch ? 1 : 0
        var before = low
        for index in first..<page.count {
            guard let entry = try? page.entry(index) else { throw tree.damage(number, "cannot be read") }
            let key = page.span(entry.key)
            let isFirst = index == first
            let isRight =
                !key.isEmpty
                && (before.isEmpty
                    || (isFirst && page.kind == .leaf ? !tree.areInOrder(key, before) : tree.areInOrder(before, key)))
                && (high.isEmpty || tree.areInOrder(key, high))
            guard isRight else { throw tree.damage(number, "its keys are not in order, at entry \(index)") }
            before = key
        }
    }

    private mutating func visitEntry(
        _ page: TreePage, _ index: Int, _ number: UInt64, _ tree: inout Tree, _ visit: VisitEntry
    ) throws(StockFailure) {
        guard let entry = try? page.entry(index) else { throw tree.damage(number, "cannot be read") }
        let flagsAllowed: UInt16 = tree.kind == .names ? TreePage.isTable : TreePage.isOnOwnPages
        guard entry.flags & ~flagsAllowed == 0 else { throw tree.damage(number, "entry \(index) is of no known kind") }
        guard entry.flags & TreePage.isOnOwnPages != 0 else {
            return try visit(page.span(entry.key), page.span(entry.data))
        }
        var reader = ByteReader(page.span(entry.data))
        guard let first = try? reader.read(UInt64.self) else { throw tree.damage(number, "cannot be read") }
        let length = Int(entry.number)
        let pages = (TreePage.headBytes - 1 + length) / meta.pageBytes + 1
        var buffer = FileBuffer(capacityBytes: 0)
        try take(first, of: tree, into: &buffer, pages: pages)
        var head = ByteReader(buffer.span(0..<TreePage.headBytes))
        let overflowFlag: UInt16 = 0x04
        guard let own = try? head.read(UInt64.self), own == first, (try? head.skip(2)) != nil,
            let flags = try? head.read(UInt16.self), flags == overflowFlag, let count = try? head.read(UInt32.self),
            count >= UInt32(clamping: pages)
        else { throw tree.damage(first, "is not the value that belongs to page \(number)") }
        // A value that was replaced by a shorter one within a commit keeps its pages.
        tree.overflowPages += UInt64(count)
        if Int(count) > pages { try mark(first + UInt64(pages), of: tree, pages: Int(count) - pages) }
        try visit(page.span(entry.key), buffer.span(TreePage.headBytes..<TreePage.headBytes + length))
    }
}

extension RawSpan {
    /// Byte by byte, as LMDB orders keys; eight at a time.
    fileprivate func comesBefore(_ other: RawSpan) -> Bool {
        var left = ByteReader(self)
        var right = ByteReader(other)
        while left.remaining >= 8, right.remaining >= 8 {
            guard let one = try? left.readBigEndian(UInt64.self), let two = try? right.readBigEndian(UInt64.self) else {
                break
            }
            if one != two { return one < two }
        }
        return left.rest.precedes(right.rest)
    }
}
