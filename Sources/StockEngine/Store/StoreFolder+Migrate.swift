import LMDB
import StockAPI
import StockBytes
import StockJournal
import StockModel

extension StoreFolder {
    /// Brings a store of an older format to the current one.
    ///
    /// Format 2 did not say how long the store remembers: what it is opened with now counts.
    mutating func migrate(_ options: StockroomOptions) throws(StockFailure) {
        guard facts.format < StoreFacts.formatCurrent else { return }
        try refuseWaitingJournal(options)
        if facts.format < 2 { try indexLevels() }
        if facts.format < 3 { facts.retention = options.retention ?? Retention() }
        if facts.format < 4 {
            try indexCommitmentsOfReservations()
        } else if facts.format < 6 {
            try indexCommitmentsOfLevels()
        }
        try rewriteDefinitions()
    }

    /// What waits in the journal is replayed by the rules that it was applied by, which the program that wrote it has.
    ///
    /// A journal that is not there may hold something that waits.
    private func refuseWaitingJournal(_ options: StockroomOptions) throws(StockFailure) {
        let waits: Bool
        let isMissing: Bool
        do throws(JournalError) {
            var reader = try JournalReader(
                folder: journalFolder(options), files: options.files, identity: journalIdentity, after: facts.sequence)
            waits = try reader.next() != nil
            isMissing = reader.report?.isNew ?? false
        } catch { throw StockFailure(error) }
        if isMissing, facts.hadJournal { try refuseMissingJournal(options) }
        guard waits else { return }
        throw .cannotOpen(
            "the store in \(path) has format \(facts.format), and a journal that waits to be replayed; open and close it once with the program that wrote it, then its rows can be brought to format \(StoreFacts.formatCurrent)"
        )
    }

    /// Up to format 3 the sites of a channel had no buffers, up to format 4 a site did not say what may be found there without
    /// an approval.
    ///
    /// The facts go with them, and the index that is of no use any more: definitions rewritten twice could not be read.
    private mutating func rewriteDefinitions() throws(StockFailure) {
        let databases = databases
        var facts = facts
        let channels = facts.format < 4 ? try definitions(.channels, ChannelDefinition.init(withoutBuffersFrom:)) : []
        let sites = facts.format < 5 ? try definitions(.sites, SiteDefinition.init(withoutApprovalsFrom:)) : []
        facts.format = StoreFacts.formatCurrent
        self.facts = try writer.write(failingAs: StockFailure.init) { [facts] transaction throws(StockFailure) in
            var facts = facts
            var table = TableWrite(databases: databases, stateHash: facts.stateHash)
            try table.write(.sites, count: sites.count, in: &transaction) { index, key, value in
                key.appendBigEndian(UInt64(sites[index].site.rawValue))
                value.append(RowBytes.version)
                sites[index].encode(into: &value)
                return .put
            }
            try table.write(.channels, count: channels.count, in: &transaction) { index, key, value in
                key.appendBigEndian(UInt64(channels[index].channel.rawValue))
                value.append(RowBytes.version)
                channels[index].encode(into: &value)
                return .put
            }
            try table.clear(.commitments, in: &transaction)
            facts.stateHash = table.stateHash
            try facts.put(databases[.meta], in: &transaction)
            return facts
        }
    }

    /// All definitions of a kind, as they were written before.
    private func definitions<Value>(
        _ table: StoreTable, _ decode: (inout ByteReader) throws(BytesError) -> Value
    ) throws(StockFailure) -> [Value] {
        let database = databases[table]
        return try environment.read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var found: [Value] = []
            let first = ByteWriter()
            try transaction.scan(database, from: first.span, reversed: false) { key, value throws(StockFailure) in
                found.append(try RowBytes.open(value, key: key, in: table, decode))
                return true
            }
            return found
        }
    }

    /// Format 1 had no `levelsAtLocation`: it is made of the levels, some thousands of them in each transaction.
    ///
    /// One that was interrupted begins anew, and writes the same.
    private mutating func indexLevels() throws(StockFailure) {
        var from: LevelKey? = .first
        var added: UInt128 = 0
        while let start = from {
            let levels = try levelKeys(from: start, limit: Self.migratedTogether + 1)
            from = levels.count > Self.migratedTogether ? levels.last : nil
            added &+= try index(Array(levels.prefix(Self.migratedTogether)))
        }
        facts.stateHash &+= added
    }

    static var migratedTogether: Int { 50_000 }

    private func levelKeys(from start: LevelKey, limit: Int) throws(StockFailure) -> [LevelKey] {
        let database = databases[.levels]
        return try environment.read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var keys: [LevelKey] = []
            var from = ByteWriter()
            start.encode(into: &from)
            try transaction.scan(database, from: from.span, reversed: false) { key, _ throws(StockFailure) in
                var reader = ByteReader(key)
                guard let level = try? LevelKey(from: &reader) else {
                    throw .damaged("a key of `levels` cannot be read")
                }
                keys.append(level)
                return keys.count < limit
            }
            return keys
        }
    }

    /// Returns what the index rows add to the state hash.
    private mutating func index(_ levels: [LevelKey]) throws(StockFailure) -> UInt128 {
        let order = levels.sorted { ($0.location, $0.sku) < ($1.location, $1.sku) }
        return try putIndex(order, .levelsAtLocation) { level, key in
            LocationLevelKey.encode(LocationID(rawValue: level.location), SKU(rawValue: level.sku), into: &key)
        }
    }

    /// Puts rows of an index down, which hold nothing but their keys; returns what they add to the state hash.
    mutating func putIndex<Entry>(
        _ entries: [Entry], _ table: StoreTable, _ encode: (Entry, inout ByteWriter) -> Void
    ) throws(StockFailure) -> UInt128 {
        let database = databases[table]
        return try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var hash: UInt128 = 0
            for entry in entries {
                var key = ByteWriter()
                var value = ByteWriter()
                encode(entry, &key)
                value.append(RowBytes.version)
                hash &+= StoreFacts.weight(RowBytes.hash(of: value.span, key: key.span, in: table))
                RowBytes.seal(&value, from: 0, key: key.span, in: table)
                do throws(StorageError) {
                    try transaction.put(value.span, for: key.span, in: database)
                } catch { throw StockFailure(error) }
            }
            return hash
        }
    }
}
