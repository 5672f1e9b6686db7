import StockAPI
import StockBytes
import StockModel

extension Verification {
    /// The terms of all documents, recomputed, are the index.
    mutating func checkDocuments(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var terms: UInt64 = 0
        var missing: [String] = []
        try forEachRow(of: .documents, in: rows) { (verification, key, fields) throws(BytesError) in
            let document = try Document(DocumentKey(bytes: try key.readBytes(key.remaining)), fromRow: &fields)
            if document.version == 0 || document.version > verification.report.sequence {
                verification.differ("document \(document.key): it has version \(document.version)")
            }
            for term in document.terms {
                terms += 1
                var entry = ByteWriter()
                entry.append(bytes: TermKey(term: term, key: document.key).bytes)
                if (try? verification.isIndexed(.terms, entry, in: rows)) != true {
                    missing.append("term \(term) of document \(document.key)")
                }
            }
        }
        for entry in missing { differ("an index lacks the \(entry)") }
        let indexed = try forEachRow(of: .terms, in: rows) { (_, _, _) throws(BytesError) in }
        if indexed != terms { differ("`terms` has \(indexed) rows, \(terms) are due") }
    }

    /// Every sequence that is kept has one event (invariant 6).
    mutating func checkEvents(_ rows: borrowing LMDBRows) throws(StockFailure) {
        guard let facts else { return }
        var last = facts.eventsTrimmed
        try forEachRow(of: .events, in: rows) { (verification, key, fields) throws(BytesError) in
            let sequence = try key.readBigEndian(UInt64.self)
            if sequence != last + 1 { verification.differ("the feed goes from sequence \(last) to \(sequence)") }
            last = sequence
            _ = try EventBytes.decode(&fields)
        }
        if last != facts.sequence { differ("the feed ends at sequence \(last), the store at \(facts.sequence)") }
    }

    mutating func checkRequests(_ rows: borrowing LMDBRows) throws(StockFailure) {
        try forEachRow(of: .requests, in: rows) { (_, _, fields) throws(BytesError) in
            _ = try fields.read(UInt64.self)
            _ = try Instant(from: &fields)
            _ = try Answer(from: &fields)
        }
        try forEachRow(of: .devices, in: rows) { (_, _, fields) throws(BytesError) in
            _ = try fields.read(UInt64.self)
        }
    }
}
