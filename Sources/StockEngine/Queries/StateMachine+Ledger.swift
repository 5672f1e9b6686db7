import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func movements(after id: MovementID, limit: Int) throws(StockFailure) -> [Movement] {
        var page: [Movement] = []
        var from = ByteWriter()
        MovementKey.encode(id, into: &from)
        try base.scan(.movements, from: from.span, reversed: false) { key, value throws(StockFailure) in
            guard let found = MovementKey.decode(key) else { throw .damaged("a key of `movements` cannot be read") }
            guard found > id else { return true }
            page.append(
                try RowBytes.open(value, key: key, in: .movements) { reader throws(BytesError) in
                    try Movement(found, fromRow: &reader)
                })
            return page.count < limit
        }
        if let sealed { try Self.append(from: sealed.overlay, after: id, limit: limit, to: &page) }
        try Self.append(from: active, after: id, limit: limit, to: &page)
        return page
    }

    private static func append(
        from overlay: borrowing Overlay, after id: MovementID, limit: Int, to page: inout [Movement]
    ) throws(StockFailure) {
        var index = overlay.firstMovement(notBelow: id)
        while index < overlay.movements.count, page.count < limit {
            if overlay.movements[index].id > id { page.append(try movement(at: index, in: overlay)) }
            index += 1
        }
    }

    mutating func movements(
        of sku: SKU, at location: LocationID, before id: MovementID?, limit: Int
    ) throws(StockFailure) -> [Movement] {
        let key = LevelKey(sku, location)
        var next = try level(key).newestMovement
        if let id, let known = try movement(id), known.sku == sku, known.from == location || known.to == location {
            next = known.to == location ? known.previousTo : known.previousFrom
        }
        var page: [Movement] = []
        while next != .none, page.count < limit {
            guard let movement = try movement(next) else {
                throw .damaged("movement \(next.sequence).\(next.line) is missing from the ledger")
            }
            if id.map({ movement.id < $0 }) ?? true { page.append(movement) }
            next = movement.to == location ? movement.previousTo : movement.previousFrom
        }
        return page
    }

    mutating func movements(
        on document: DocumentKey, after id: MovementID, limit: Int
    ) throws(StockFailure) -> [Movement] {
        guard (1...DocumentKey.bytesMax).contains(document.bytes.count) else { return [] }
        var ids: [MovementID] = []
        var from = ByteWriter()
        from.append(bytes: document.bytes)
        from.append(UInt8(0))
        let prefixCount = from.count
        MovementKey.encode(id, into: &from)
        try base.scanKeys(.documentMovements, from: from.span, reversed: false) { key throws(StockFailure) in
            guard key.byteCount == prefixCount + 10,
                !key.extracting(0..<prefixCount).precedes(from.span(0..<prefixCount)),
                !from.span(0..<prefixCount).precedes(key.extracting(0..<prefixCount)),
                let found = MovementKey.decode(key.extracting(prefixCount..<key.byteCount))
            else { return false }
            if found > id { ids.append(found) }
            return ids.count < limit
        }
        if let sealed { Self.collect(document, in: sealed.overlay, after: id, &ids) }
        Self.collect(document, in: active, after: id, &ids)
        var page: [Movement] = []
        for id in ids.prefix(limit) {
            guard let movement = try movement(id) else {
                throw .damaged("movement \(id.sequence).\(id.line) is missing from the ledger")
            }
            page.append(movement)
        }
        return page
    }

    private static func collect(
        _ document: DocumentKey, in overlay: borrowing Overlay, after id: MovementID, _ ids: inout [MovementID]
    ) {
        guard case let newest?? = overlay.movementsOnDocument[document] else { return }
        var found: [MovementID] = []
        var next = newest
        while next != 0 {
            let entry = overlay.movements[Int(next) - 1]
            guard entry.id > id else { break }
            found.append(entry.id)
            next = entry.previousOnDocument
        }
        ids.append(contentsOf: found.reversed())
    }
}
