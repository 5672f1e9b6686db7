import StockAPI
import StockBytes
import StockModel

extension LMDBRows {
    borrowing func level(_ key: LevelKey, _ keyBytes: RawSpan) throws(StockFailure) -> LevelRow? {
        if let row = unmerged.level(key) { return row }
        return try row(.levels, key: keyBytes) { value throws(StockFailure) in
            try Self.stored(key, keyBytes, value)
        }
    }

    borrowing func scanLevels(
        from key: LevelKey, _ visit: (LevelRow) throws(StockFailure) -> Bool
    ) throws(StockFailure) {
        var next = unmerged.firstIndex(notBelow: key)
        var isEnough = false
        var from = ByteWriter()
        key.encode(into: &from)
        try scan(.levels, from: from.span, reversed: false) { keyBytes, value throws(StockFailure) in
            var reader = ByteReader(keyBytes)
            guard let stored = try? LevelKey(from: &reader) else {
                throw .damaged("a key of `levels` cannot be read")
            }
            while next < unmerged.count, unmerged[next].key < stored {
                isEnough = try !visit(unmerged[next])
                next += 1
                if isEnough { return false }
            }
            if next < unmerged.count, unmerged[next].key == stored {
                isEnough = try !visit(unmerged[next])
                next += 1
            } else {
                isEnough = try !visit(try Self.stored(stored, keyBytes, value))
            }
            return !isEnough
        }
        while next < unmerged.count, !isEnough {
            isEnough = try !visit(unmerged[next])
            next += 1
        }
    }

    /// A row of `levels`, with its hash.
    private static func stored(
        _ key: LevelKey, _ keyBytes: RawSpan, _ value: RawSpan
    ) throws(StockFailure) -> LevelRow {
        var hash: UInt64 = 0
        var row = try RowBytes.open(value, key: keyBytes, in: .levels, hash: &hash) { reader throws(BytesError) in
            try LevelRow(key, from: &reader)
        }
        row.isBelow = true
        row.hashBelow = hash
        return row
    }
}
