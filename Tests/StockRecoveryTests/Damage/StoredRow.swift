import LMDB
import StockBytes

/// A table of the store, by the name and number that its rows' checksums hold.
struct Table: Sendable {
    let name: String
    let number: UInt64

    static let meta = Table(name: "meta", number: 1)
    static let sites = Table(name: "sites", number: 3)
    static let locations = Table(name: "locations", number: 4)
    static let channels = Table(name: "channels", number: 5)
    static let levels = Table(name: "levels", number: 6)
    static let reservations = Table(name: "reservations", number: 7)
    static let deadlines = Table(name: "deadlines", number: 8)
    static let owners = Table(name: "owners", number: 9)
    static let sold = Table(name: "sold", number: 10)
    static let movements = Table(name: "movements", number: 11)
    static let documentMovements = Table(name: "documentMovements", number: 12)
    static let reversals = Table(name: "reversals", number: 13)
    static let requests = Table(name: "requests", number: 14)
    static let devices = Table(name: "devices", number: 15)
    static let documents = Table(name: "documents", number: 16)
    static let terms = Table(name: "terms", number: 17)
    static let events = Table(name: "events", number: 18)
    static let levelRunsEven = Table(name: "levelRunsEven", number: 19)
    static let levelsAtLocation = Table(name: "levelsAtLocation", number: 21)
    static let commitments = Table(name: "commitments", number: 23)
    static let reservationCommitments = Table(name: "reservationCommitments", number: 28)

    static let hashed = [
        sites, locations, levels, reservations, deadlines, owners, sold, movements, documentMovements, reversals,
        requests,
        devices, documents, terms, events, levelsAtLocation, reservationCommitments,
    ]

    /// A row's bytes with the checksum that belongs to them.
    func sealed(_ fields: [UInt8], key: [UInt8]) -> [UInt8] {
        let sum = checksum(of: fields, seed: checksum(of: key, seed: number))
        return fields + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
    }
}

/// Opens LMDB beside a closed store, as a failing disk or a foreign program would change it.
struct StoredRows {
    let folder: String

    enum Place { case first, last }

    /// Gives a row other bytes, checksum and all; nil removes it.
    func change(_ table: Table, _ place: Place = .last, _ change: ([UInt8]) -> [UInt8]?) throws(StorageError) {
        try edit(table) { key, value in
            change(Array(value.dropLast(4))).map { table.sealed($0, key: key) }
        } at: {
            place
        }
    }

    /// Gives a row other bytes as they are.
    func damage(_ table: Table, _ place: Place = .last, _ change: ([UInt8]) -> [UInt8]) throws(StorageError) {
        try edit(table) { _, value in
            change(value)
        } at: {
            place
        }
    }

    func insert(_ table: Table, key: [UInt8], _ fields: [UInt8]) throws(StorageError) {
        let environment = try Environment.open(at: folder)
        var writer = try environment.takeWriter()
        let database = try writer.openDatabase(table.name)
        let value = table.sealed(fields, key: key)
        try writer.write { transaction throws(StorageError) in
            try transaction.put(written(value).span, for: written(key).span, in: database)
        }
    }

    /// The keys of a table, with its rows, in order.
    func all(_ table: Table) throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
        let environment = try Environment.open(at: folder)
        var writer = try environment.takeWriter()
        let database = try writer.openDatabase(table.name)
        return try environment.read { transaction throws(StorageError) in
            var rows: [(key: [UInt8], value: [UInt8])] = []
            var cursor = try transaction.cursor(in: database)
            while try cursor.next() { rows.append((bytes(cursor.key), bytes(cursor.value))) }
            return rows
        }
    }

    private func edit(
        _ table: Table, _ change: (_ key: [UInt8], _ value: [UInt8]) -> [UInt8]?, at place: () -> Place
    ) throws(StorageError) {
        let environment = try Environment.open(at: folder)
        var writer = try environment.takeWriter()
        let database = try writer.openDatabase(table.name)
        let (key, value) = try environment.read { transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: database)
            switch place() {
            case .first: _ = try cursor.first()
            case .last: _ = try cursor.last()
            }
            return (bytes(cursor.key), bytes(cursor.value))
        }
        let changed = change(key, value)
        try writer.write { transaction throws(StorageError) in
            if let changed {
                try transaction.put(written(changed).span, for: written(key).span, in: database)
            } else {
                _ = try transaction.delete(written(key).span, in: database)
            }
        }
    }

    private func written(_ bytes: [UInt8]) -> ByteWriter {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        return writer
    }

    private func bytes(_ span: RawSpan) -> [UInt8] {
        var reader = ByteReader(span)
        return (try? reader.readBytes(reader.remaining)) ?? []
    }
}
