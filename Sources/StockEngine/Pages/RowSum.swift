import StockAPI
import StockBytes
import StockModel

/// Checks the checksum of every row that passes, and adds up what the store's own facts have to say: the state hash.
///
/// Rows come in the order of the tables' names and of their keys. Memory: 50 bytes for each level that waits in a run.
struct RowSum: ~Copyable {
    private(set) var rowsChecked: UInt64 = 0
    private var facts: StoreFacts?
    private var hash: UInt128 = 0
    /// Of each level that stands in a run, the newest row's hash: it counts in place of the one in `levels`.
    private var waiting: [LevelKey: (sequence: SequenceNumber, hash: UInt64)] = [:]
    private var keyScratch = ByteWriter()
    private var valueScratch = ByteWriter()
    private static let tables = Dictionary(uniqueKeysWithValues: StoreTable.allCases.map { ($0.name, $0) })

    mutating func add(_ name: String, _ key: RawSpan, _ row: RawSpan) throws(StockFailure) {
        guard let table = Self.tables[name] else { return }
        rowsChecked += 1
        switch table {
        case .meta:
            facts = try RowBytes.open(row, key: key, in: table) { reader throws(BytesError) in
                try StoreFacts(from: &reader)
            }
        case .levelRunsEven, .levelRunsOdd:
            try addRun(table, key, row)
        case .levels:
            try RowBytes.requireSound(row, key: key, in: table)
            var reader = ByteReader(key)
            guard let level = try? LevelKey(from: &reader) else {
                throw .damaged("a key of `levels` cannot be read")
            }
            if waiting[level] == nil { hash &+= StoreFacts.weight(RowBytes.hash(ofRow: row, key: key, in: table)) }
        default:
            try RowBytes.requireSound(row, key: key, in: table)
            hash &+= StoreFacts.weight(RowBytes.hash(ofRow: row, key: key, in: table))
        }
    }

    private mutating func addRun(_ table: StoreTable, _ key: RawSpan, _ row: RawSpan) throws(StockFailure) {
        try RowBytes.requireSound(row, key: key, in: table)
        guard let (sequence, key) = LevelRunKey.decode(key) else {
            throw .damaged("a key of `\(table.name)` cannot be read")
        }
        // The first row of a run says where it begins.
        guard key != .first else { return }
        var reader = ByteReader(row)
        guard (try? reader.read(UInt8.self)) != nil, let level = try? LevelRow(key, from: &reader) else {
            throw .damaged("a row of `\(table.name)` cannot be read")
        }
        if let known = waiting[key], known.sequence > sequence { return }
        waiting[key] = (sequence, level.hash(&keyScratch, &valueScratch))
    }

    /// Throws where the rows do not add up to what the store says; else returns at which sequence they do.
    func compare() throws(StockFailure) -> SequenceNumber {
        guard let facts else { throw .damaged("data.mdb: the store's own facts are missing") }
        let all = waiting.values.reduce(hash) { $0 &+ StoreFacts.weight($1.hash) }
        guard all == facts.stateHash else {
            throw .damaged(
                "data.mdb: the rows add up to \(all.hexadecimalDigits), the store says \(facts.stateHash.hexadecimalDigits): a page is of another time, or a row was lost"
            )
        }
        return facts.sequence
    }
}
