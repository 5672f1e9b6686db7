import StockAPI
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func documents(_ scan: Scan) throws(StockFailure) -> Page<Document> {
        let bounds = ScanBounds(scan)
        active.documents.sort()
        var keys = try mergedKeys(
            bounds, .documents, active: active.documents, sealed: sealed?.overlay.documents)
        let cursor = cut(&keys, to: bounds.limit)
        var found: [Document] = []
        for key in keys {
            if let document = try document(DocumentKey(bytes: key)) { found.append(document) }
        }
        return Page(sequence: sequence, elements: found, cursor: cursor)
    }

    mutating func documents(byTerm scan: Scan) throws(StockFailure) -> Page<TermMatch> {
        let bounds = ScanBounds(scan)
        active.terms.sort()
        var keys = try mergedKeys(bounds, .terms, active: active.terms, sealed: sealed?.overlay.terms)
        let cursor = cut(&keys, to: bounds.limit)
        let found = keys.compactMap { TermKey(bytes: $0) }.map { TermMatch(term: $0.term, key: $0.key) }
        return Page(sequence: sequence, elements: found, cursor: cursor)
    }

    /// Cuts a page off, and returns where the next one goes on.
    private func cut(_ keys: inout [[UInt8]], to limit: Int) -> [UInt8]? {
        guard keys.count > limit else { return nil }
        keys.removeLast(keys.count - limit)
        return keys.last
    }
}
