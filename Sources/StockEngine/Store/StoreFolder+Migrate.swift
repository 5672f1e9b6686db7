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
        if facts.format < 2 { try indexLevelsByLocation() }
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
            try transaction.scan(database, table, from: first.span, reversed: false) {
                key, value throws(StockFailure) in
                found.append(try RowBytes.open(value, key: key, in: table, decode))
                return true
            }
            return found
        }
    }
}
