import FuzzSupport
import StockAPI
import StockBytes
import StockModel

@testable import StockEngine

/// Rows of the store with keys and fields of any kind, whose checksums are right.
///
/// Each is read or named as damaged; what is read comes back as it was.
public enum RowsTarget: FuzzTarget {
    /// What tools/fuzz calls it.
    public static let name = "rows"

    private enum Kind: Int, CaseIterable {
        case movement, reservation, document, level, channelUse, facts, event, thresholds, request, sku, site, location
        case channel, kits, runStart, keys
    }

    /// A byte says what, one the length of the key; the rest are the fields.
    public static func check(_ input: RawSpan) {
        var choices = Choices(input)
        let kind = Kind(rawValue: Int(choices.byte()) % Kind.allCases.count) ?? .keys
        let keyBytes = min(Int(choices.byte()), choices.reader.remaining)
        guard let key = try? choices.reader.readBytes(keyBytes) else { return }
        let fields = choices.reader.rest
        withSpan(key) { key in check(kind, key, fields) }
    }

    private static func check(_ kind: Kind, _ key: RawSpan, _ fields: RawSpan) {
        var keyReader = ByteReader(key)
        switch kind {
        case .movement:
            guard let id = MovementKey.decode(key) else { return }
            comesBack(key, fields, .movements) { reader throws(BytesError) in
                try Movement(id, fromRow: &reader)
            } encode: {
                $0.encodeRow(into: &$1)
            }
        case .reservation: checkReservation(key, fields)
        case .document:
            let name = DocumentKey(bytes: withBytes(key))
            comesBack(key, fields, .documents) { reader throws(BytesError) in
                try Document(name, fromRow: &reader)
            } encode: {
                $0.encodeRow(into: &$1)
            }
        case .level:
            guard let name = try? LevelKey(from: &keyReader) else { return }
            comesBack(key, fields, .levels) { reader throws(BytesError) in
                try LevelRow(name, from: &reader)
            } encode: {
                $0.encode(into: &$1)
            }
        case .channelUse:
            guard let name = try? ChannelUseKey(from: &keyReader) else { return }
            comesBack(key, fields, .channelUse) { reader throws(BytesError) in
                try ChannelUseRow(name, from: &reader)
            } encode: { row, writer in
                row.encode(into: &writer)
                _ = row.promised
            }
        case .facts:
            comesBack(key, fields, .meta) { reader throws(BytesError) in
                try StoreFacts(from: &reader)
            } encode: {
                $0.encode(into: &$1)
            }
        case .event: checkEvent(key, fields)
        case .thresholds:
            comesBack(key, fields, .thresholds) { reader throws(BytesError) in
                try ThresholdRow.decode(&reader)
            } encode: {
                ThresholdRow.encode($0, into: &$1)
            }
        case .request: comesBackValue(key, fields, .requests, Answer.self)
        case .sku: comesBackValue(key, fields, .skus, SKUDefinition.self)
        case .site: comesBackValue(key, fields, .sites, SiteDefinition.self)
        case .location: comesBackValue(key, fields, .locations, LocationDefinition.self)
        case .channel: comesBackValue(key, fields, .channels, ChannelDefinition.self)
        case .kits:
            comesBack(key, fields, .kitUses) { reader throws(BytesError) in
                try KitUses.decode(&reader)
            } encode: {
                KitUses.encode($0, into: &$1)
            }
        case .runStart:
            comesBack(key, fields, .levelRunsEven) { reader throws(BytesError) in
                try LevelRunStart.decode(from: &reader)
            } encode: {
                LevelRunStart.encode($0, into: &$1)
            }
        case .keys: checkKeys(fields)
        }
    }

    // MARK: Rows

    private static func sealed(_ key: RawSpan, _ fields: RawSpan, _ table: StoreTable) -> ByteWriter {
        var row = ByteWriter()
        row.append(RowBytes.version)
        row.append(bytes: fields)
        RowBytes.seal(&row, from: 0, key: key, in: table)
        return row
    }

    private typealias Decode<Row> = (inout ByteReader) throws(BytesError) -> Row

    private static func open<Row>(_ row: RawSpan, _ key: RawSpan, _ table: StoreTable, _ decode: Decode<Row>) -> Row? {
        do throws(StockFailure) {
            return try RowBytes.open(row, key: key, in: table, decode)
        } catch {
            guard case .damaged = error else { fatalError("does not hold: \(error) is a damaged row") }
            return nil
        }
    }

    /// What is read, is written down in bytes that say the same.
    private static func comesBack<Row>(
        _ key: RawSpan, _ fields: RawSpan, _ table: StoreTable, _ decode: Decode<Row>,
        encode: (Row, inout ByteWriter) -> Void
    ) {
        let row = sealed(key, fields, table)
        guard let value = open(row.span, key, table, decode) else { return }
        var first = ByteWriter()
        encode(value, &first)
        RowBytes.seal(&first, from: 0, key: key, in: table)
        guard let again = open(first.span, key, table, decode) else {
            fatalError("does not hold: \(value) is read again")
        }
        var second = ByteWriter()
        encode(again, &second)
        RowBytes.seal(&second, from: 0, key: key, in: table)
        require(isSame(first.span, second.span), "\(value) comes back")
    }

    private static func comesBackValue<Value: BytesCodable>(
        _ key: RawSpan, _ fields: RawSpan, _ table: StoreTable, _ type: Value.Type
    ) {
        comesBack(key, fields, table) { reader throws(BytesError) in
            try Value(from: &reader)
        } encode: { value, writer in
            writer.append(RowBytes.version)
            value.encode(into: &writer)
        }
    }

    private static func checkReservation(_ key: RawSpan, _ fields: RawSpan) {
        var keyReader = ByteReader(key)
        guard let id = try? keyReader.readBigEndian(UInt128.self) else { return }
        comesBack(key, fields, .reservations) { reader throws(BytesError) in
            var allocations: [AllocationRow] = []
            var details = ReservationDetails()
            let row = try ReservationRow(
                ReservationID(rawValue: id), from: &reader, allocations: &allocations, details: &details)
            return (row, allocations, details)
        } encode: { (value: (ReservationRow, [AllocationRow], ReservationDetails), writer: inout ByteWriter) in
            value.0.encode(into: &writer)
            for allocation in value.1 { allocation.encode(into: &writer) }
            value.0.encodeEnd(value.2, into: &writer)
        }
    }

    private static func checkEvent(_ key: RawSpan, _ fields: RawSpan) {
        let row = sealed(key, fields, .events)
        let event = open(row.span, key, .events) { reader throws(BytesError) in try EventBytes.decode(&reader) }
        guard let event else { return }
        var requests: [UInt128] = []
        var ended: [UInt128] = []
        _ = open(row.span, key, .events) { reader throws(BytesError) in
            var other = reader
            _ = try EventBytes.readHead(&reader)
            try EventBytes.appendRequest(&reader, to: &requests)
            _ = try EventBytes.readHead(&other)
            try EventBytes.appendEnded(&other, to: &ended)
        }
        require(ended.count <= event.changes.count, "no more promises ended than changed")
    }

    // MARK: Keys

    private static func checkKeys(_ bytes: RawSpan) {
        var writer = ByteWriter()
        func isPrefix(_ writer: borrowing ByteWriter) -> Bool {
            writer.count <= bytes.byteCount && isSame(writer.span, bytes.extracting(0..<writer.count))
        }
        if let (deadline, id) = DeadlineKey.decode(bytes) {
            DeadlineKey.encode(deadline, id, into: &writer)
            require(isPrefix(writer), "a key of `deadlines` comes back")
        }
        writer.removeAll()
        if let commitment = try? CommitmentKey.decode(bytes) {
            CommitmentKey.encode(commitment.reservation, commitment.level, into: &writer)
            require(isPrefix(writer), "a key of `reservationCommitments` comes back")
        }
        writer.removeAll()
        if let key = BackorderKey.decode(bytes) {
            key.encode(into: &writer)
            require(isPrefix(writer), "a key of `backorders` comes back")
        }
        writer.removeAll()
        if let key = LocationLevelKey.decode(bytes) {
            LocationLevelKey.encode(LocationID(rawValue: key.location), SKU(rawValue: key.sku), into: &writer)
            require(isPrefix(writer), "a key of `levelsAtLocation` comes back")
        }
        writer.removeAll()
        if let (sequence, level) = LevelRunKey.decode(bytes) {
            LevelRunKey.encode(sequence, level, into: &writer)
            require(isPrefix(writer), "a key of the runs comes back")
            _ = level.next
        }
        writer.removeAll()
        if let id = MovementKey.decode(bytes) {
            MovementKey.encode(id, into: &writer)
            require(isPrefix(writer), "a key of `movements` comes back")
        }
        if let key = TermKey(bytes: withBytes(bytes)) {
            require(key.bytes == withBytes(bytes), "a key of `terms` comes back")
        }
    }

    private static func withBytes(_ span: RawSpan) -> [UInt8] {
        var reader = ByteReader(span)
        return (try? reader.readBytes(span.byteCount)) ?? []
    }

    // MARK: Seeds

    /// One of zeros for each kind, as long as the longest fixed part.
    public static func seeds(_ root: String) throws -> [[UInt8]] {
        Kind.allCases.map { [UInt8($0.rawValue), 16] + [UInt8](repeating: 0, count: 16 + 160) }
    }
}
