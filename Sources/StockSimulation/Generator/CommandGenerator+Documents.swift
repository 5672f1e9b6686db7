import StockModel

extension CommandGenerator {
    mutating func documentKey(in stock: SimpleStock) -> DocumentKey {
        switch random.below(60) {
        case 0: DocumentKey(bytes: [])
        case 1: DocumentKey(bytes: Array(repeating: 0x61, count: 201))
        case 2: DocumentKey(bytes: [0x70, 0, 0x71])
        case 3: DocumentKey(bytes: Array(repeating: 0xFF, count: 200))
        case 4: "engine/recount/1"
        case 5: random.pickAny(stock.documents.keys.filter { $0.bytes.starts(with: "engine/".utf8) }.sorted()) ?? "x"
        default: goodKey()
        }
    }

    /// One of a few, so that they are written again and again; some are prefixes of others.
    mutating func goodKey() -> DocumentKey {
        random.pick(["po/1", "po/2", "po/10", "po/", "count/1", "count/2", "po/1/line/1", "po/1/line/2"])
    }

    mutating func documentWrite(in stock: SimpleStock) -> DocumentWrite {
        let size = random.chance(2) ? random.pick([65_536, 65_537]) : random.below(40)
        var terms = (0..<random.below(4)).map { _ in term() }
        if !random.chance(4) {
            var seen: Set<IndexTerm> = []
            terms = terms.filter { seen.insert($0).inserted }
        }
        if random.chance(1) { terms = (0..<65).map { IndexTerm("many/\($0)") } }
        return DocumentWrite(
            documentKey(in: stock), type: UInt16(random.below(3)),
            body: (0..<size).map { UInt8(truncatingIfNeeded: $0) }, terms: terms)
    }

    /// A document that takes a good part of a small segment of the journal.
    mutating func bulkyWrite() -> StockModel.Operation {
        let body = [UInt8](repeating: UInt8(random.below(256)), count: random.within(1_000...7_000))
        return .putDocument(DocumentWrite(goodKey(), type: 1, body: body, terms: []))
    }

    private mutating func term() -> IndexTerm {
        switch random.below(50) {
        case 0: IndexTerm(bytes: [])
        case 1: IndexTerm(bytes: Array(repeating: 0x62, count: 251))
        case 2: IndexTerm(bytes: [0x62, 0])
        case 3: IndexTerm(bytes: Array(repeating: 0xFF, count: 250))
        default: random.pick(["due/1", "due/2", "due/10", "open", "open/po", "supplier/9"])
        }
    }

    mutating func transaction(in stock: SimpleStock) -> Transaction {
        var preconditions = (0..<random.below(5)).map { _ in precondition(in: stock) }
        var operations = (0..<random.within(1...4)).map { _ in part(in: stock) }
        // Some fail at their end, so that what was done before is taken back.
        if random.chance(25) { operations.append(.release(Release(404))) }
        switch random.below(80) {
        case 0: preconditions = Array(repeating: .absent("none"), count: 257)
        case 1: operations = Array(repeating: .deleteDocument("po/1"), count: 257)
        default: break
        }
        return Transaction(preconditions: preconditions, operations: operations)
    }

    private mutating func precondition(in stock: SimpleStock) -> Precondition {
        if random.chance(25) {
            let wanted = definition()
            return .defined(random.chance(10) ? wanted : stock.standing(wanted) ?? wanted)
        }
        let key = goodKey()
        let actual = stock.documents[key]?.version
        if random.chance(10) {
            return random.chance(50) ? .absent(key) : .document(key, at: SequenceNumber(random.within(1...40)))
        }
        return actual.map { .document(key, at: $0) } ?? .absent(key)
    }

    /// Takes units off a shelf whoever was promised them.
    private mutating func damage(in stock: SimpleStock) -> StockModel.Operation {
        let promised = stock.levels.filter { $0.held + $0.committed > 0 }
        guard let level = random.pickAny(promised) else { return .putDocument(documentWrite(in: stock)) }
        let line = MoveLine(
            level.sku, quantity: Quantity(random.within(1...4)), from: level.location, to: CornerShops.townDamaged)
        return .move(Move(.disposition, lines: [line], fact: fact()))
    }

    /// Mostly what does not fail, so that some transactions go through to their end.
    private mutating func part(in stock: SimpleStock) -> StockModel.Operation {
        switch random.below(10) {
        case 0...2: return .putDocument(documentWrite(in: stock))
        case 3...4:
            return CornerShops.delivery([
                (random.pick(CornerShops.skus), Quantity(random.within(1...3)), CornerShops.townFloor)
            ])
        case 5: return .release(release(in: stock))
        case 6: return damage(in: stock)
        default:
            // A transaction holds none: the encoding refuses it.
            let other = operation(in: stock)
            if case .transaction = other { return .deleteDocument(goodKey()) }
            return other
        }
    }
}
