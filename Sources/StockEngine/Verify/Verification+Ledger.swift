import StockAPI
import StockBytes
import StockModel

extension Verification {
    /// Every movement is allowed, and continues the chain of both of its levels.
    mutating func checkMovements(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var onDocuments: UInt64 = 0
        var reversed: UInt64 = 0
        var missing: [String] = []
        try forEachRow(of: .movements, in: rows) { (verification, key, fields) throws(BytesError) in
            let id = MovementID(sequence: try key.readBigEndian(), line: try key.readBigEndian())
            let movement = try Movement(id, fromRow: &fields)
            verification.follow(movement)
            if let document = movement.document {
                onDocuments += 1
                var entry = ByteWriter()
                entry.append(bytes: document.bytes)
                entry.append(UInt8(0))
                MovementKey.encode(id, into: &entry)
                if (try? verification.isIndexed(.documentMovements, entry, in: rows)) != true {
                    missing.append("movement \(id.sequence).\(id.line) on its document")
                }
            }
            if let corrected = movement.corrects {
                reversed += 1
                var entry = ByteWriter()
                MovementKey.encode(corrected, into: &entry)
                let key = entry.span
                let reversal = try? rows.row(.reversals, key: key) { value throws(StockFailure) in
                    try RowBytes.open(value, key: key, in: .reversals) { reader throws(BytesError) in
                        try MovementID(from: &reader)
                    }
                }
                if reversal != id { missing.append("reversal of movement \(corrected.sequence).\(corrected.line)") }
            }
        }
        for entry in missing { differ("an index lacks the \(entry)") }
        let indexed = try forEachRow(of: .documentMovements, in: rows) { (_, _, _) throws(BytesError) in }
        if indexed != onDocuments { differ("`documentMovements` has \(indexed) rows, \(onDocuments) are due") }
        let reversals = try forEachRow(of: .reversals, in: rows) { (_, _, fields) throws(BytesError) in
            _ = try MovementID(from: &fields)
        }
        if reversals != reversed { differ("`reversals` has \(reversals) rows, \(reversed) are due") }
    }

    private mutating func follow(_ movement: Movement) {
        let name = "movement \(movement.id.sequence).\(movement.id.line)"
        if movement.quantity <= 0 { differ("\(name): its quantity is not above zero") }
        if movement.id.sequence > report.sequence { differ("\(name): it is newer than the store") }
        if let from = locations[movement.from.rawValue], let to = locations[movement.to.rawValue],
            !movement.reason.allows(from: from.kind, to: to.kind)
        {
            differ("\(name): `\(movement.reason)` does not go from \(from.kind) to \(to.kind)")
        }
        follow(movement, name, at: movement.from, by: -movement.quantity, previous: movement.previousFrom)
        follow(movement, name, at: movement.to, by: movement.quantity, previous: movement.previousTo)
        guard let reservation = movement.reservation, var account = promises[reservation],
            movement.id.sequence >= account.since
        else { return }
        if movement.reason == .returnIn {
            account.returned &-= movement.quantity
        } else {
            account.fulfilled &-= movement.quantity
        }
        promises[reservation] = account
    }

    private mutating func follow(
        _ movement: Movement, _ name: String, at location: LocationID, by change: Quantity, previous: MovementID
    ) {
        let key = LevelKey(movement.sku, location)
        var level = levels[key] ?? LevelAccount()
        if level.newestByMovements != previous {
            differ("\(name): it does not continue the chain of location \(location.rawValue)")
        }
        level.newestByMovements = movement.id
        level.onHandByMovements &+= change
        levels[key] = level
    }
}
