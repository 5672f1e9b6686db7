import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// One bounded step of a search for the promises of a SKU.
    mutating func advance(_ search: inout PromiseSearch) throws(StockFailure) {
        switch search.stage {
        case .changed:
            var budget = PromiseSearch.changedRowsPerStep
            if let sealed { Self.collect(in: sealed.overlay, &search, &budget) }
            Self.collect(in: active, &search, &budget)
            if budget > 0 { search.stage = .deadlines }
        case .deadlines: try lookThroughDeadlines(&search)
        case .commitments: try lookThroughCommitments(&search)
        case .page: try makePage(&search)
        case .finished: break
        }
    }

    private static func collect(
        in overlay: borrowing Overlay, _ search: inout PromiseSearch, _ budget: inout Int
    ) {
        let first = search.changedRowsSeen[overlay.firstSequence] ?? 0
        let end = min(overlay.reservations.count, first + budget)
        guard first < end else { return }
        for index in first..<end {
            let row = overlay.reservations[index]
            guard row.isOpen else { continue }
            for allocation in row.allocations where overlay.allocations[allocation].sku == search.sku.rawValue {
                search.add(row.id)
            }
        }
        search.changedRowsSeen[overlay.firstSequence] = end
        budget -= end - first
    }

    private mutating func lookThroughDeadlines(_ search: inout PromiseSearch) throws(StockFailure) {
        var from = ByteWriter()
        if search.lastKey.isEmpty {
            DeadlineKey.encode(now.millisecondsSinceEpoch, .max, into: &from)
        } else {
            from.append(bytes: search.lastKey)
        }
        var ids: [UInt128] = []
        var last = search.lastKey
        try base.scan(.deadlines, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (_, id) = DeadlineKey.decode(key) else { throw .damaged("a key of `deadlines` cannot be read") }
            ids.append(id)
            last = Self.bytes(of: key)
            return ids.count <= PromiseSearch.storedRowsPerStep
        }
        for id in ids {
            guard let (_, allocations) = try peekReservation(ReservationID(rawValue: id)) else { continue }
            if allocations.contains(where: { $0.sku == search.sku.rawValue }) { search.add(id) }
        }
        let isEnd = ids.count <= PromiseSearch.storedRowsPerStep
        search.lastKey = isEnd ? [] : last
        if isEnd { search.stage = .commitments }
    }

    private mutating func lookThroughCommitments(_ search: inout PromiseSearch) throws(StockFailure) {
        var from = ByteWriter()
        if search.lastKey.isEmpty {
            CommitmentKey.encode(LevelKey(search.sku, LocationID(rawValue: 0)), 0, into: &from)
        } else {
            from.append(bytes: search.lastKey)
        }
        var ids: [UInt128] = []
        var last = search.lastKey
        let sku = search.sku.rawValue
        try base.scan(.commitments, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (level, id) = CommitmentKey.decode(key) else {
                throw .damaged("a key of `commitments` cannot be read")
            }
            guard level.sku == sku else { return false }
            ids.append(id)
            last = Self.bytes(of: key)
            return ids.count <= PromiseSearch.storedRowsPerStep
        }
        for id in ids { search.add(id) }
        let isEnd = ids.count <= PromiseSearch.storedRowsPerStep
        search.lastKey = isEnd ? [] : last
        if isEnd { search.stage = .page }
    }

    private mutating func makePage(_ search: inout PromiseSearch) throws(StockFailure) {
        for id in search.found.sorted() where search.page.count < search.limit {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)) else { continue }
            let isPastDue = row.isPastDue(at: now)
            let isPromised = allocations.contains { allocation in
                allocation.sku == search.sku.rawValue
                    && (allocation.committed > 0 || allocation.held > 0 && !isPastDue)
            }
            if isPromised { search.page.append(try view(row, allocations)) }
        }
        search.stage = .finished
    }

    private static func bytes(of key: RawSpan) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(bytes: key)
        return writer.array
    }
}
