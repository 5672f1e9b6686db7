import StockModel

/// Goes through the events of the store and takes each off from what the rehearsal was told.
struct FeedComparison {
    private(set) var book: LevelBook
    private(set) var samples: SampledReservations
    private var caps: CapBook
    /// The places where units really are: elsewhere a count below zero means nothing.
    private let physical: Set<LocationID>
    private var records: [AnswerRecord]
    /// Which record has which ids.
    private let recordOfIDs: [UInt64: Int]
    private var recordOfPaper: [DocumentKey: Int] = [:]
    private var result = ProofResult()

    init(
        _ records: [AnswerRecord], book: LevelBook, physical: Set<LocationID>, caps: CapBook,
        samples: SampledReservations
    ) {
        self.physical = physical
        self.records = records
        self.book = book
        self.caps = caps
        self.samples = samples
        recordOfIDs = Dictionary(uniqueKeysWithValues: records.enumerated().map { ($1.idHigh, $0) })
        for (index, record) in records.enumerated() {
            recordOfPaper[RequestPlanner.paper(ofReceiptsWith: record.idHigh)] = index
        }
    }

    /// Takes one event; gives whether it changed a level.
    @discardableResult
    mutating func take(_ event: FeedEvent) -> Bool {
        result.events += 1
        let before = book.apply(event)
        let isFact = event.changes.contains { if case .fact = $0 { true } else { false } }
        for (key, level) in before where !isFact && physical.contains(key.location) {
            let available = book[key].available
            guard available < 0, available < level.available else { continue }
            result.oversold += 1
            result.oversoldUnitsMost = max(result.oversoldUnitsMost, -available)
        }
        var granted: (record: Int, number: Int)?
        for case .promise(let promise) in event.changes {
            guard let record = recordOfIDs[promise.reservation.high],
                let number = records[record].number(of: promise.reservation)
            else { continue }
            samples.apply(promise)
            caps.apply(promise, channel: Int(records[record].channels[number]), at: event.time)
            switch promise.transition {
            case .held, .sold:
                if granted.map({ $0 != (record, number) }) ?? true {
                    let isAgain = records[record].marks[number].contains(.seen)
                    records[record].mark(number, isAgain ? .seenAgain : .seen)
                    granted = (record, number)
                }
            case .committed, .releasedHeld: break
            // Nobody is told when a hold ends.
            default: continue
            }
            records[record].seen(Statement(promise, event.sequence), of: number)
        }
        for movement in event.movements where movement.reason == .receive {
            guard let paper = movement.document, let record = recordOfPaper[paper] else { continue }
            records[record].seen(receipt: Statement(receipt: movement))
        }
        return !before.isEmpty
    }

    /// What all events came to.
    func finish() -> ProofResult {
        var result = result
        result.caps = caps.count
        result.capsExceeded = caps.exceeded
        for record in records {
            for (number, marks) in record.marks.enumerated() {
                let isCertain = !marks.contains(.uncertain)
                if marks.contains(.granted) { result.acknowledged += 1 }
                if marks.contains(.granted), !marks.contains(.seen) { result.lost += 1 }
                if marks.contains(.seenAgain) { result.grantedTwice += 1 }
                if isCertain, marks.contains(.seen), !marks.contains(.granted) { result.unannounced += 1 }
                if isCertain, marks.isSuperset(of: [.granted, .seen]), record.digests[number] != 0 {
                    result.contradicted += 1
                }
                if !isCertain {
                    result.uncertain += 1
                    if marks.contains(.seen) { result.uncertainGranted += 1 }
                }
            }
            result.receipts += record.receiptsAcknowledged
            result.receiptsDiffer = result.receiptsDiffer || record.receiptsDiffer
        }
        return result
    }
}

extension Statement {
    /// What an event says about units of a reservation.
    fileprivate init(_ promise: PromiseChange, _ sequence: SequenceNumber) {
        self.init(
            transition: promise.transition.rawValue, line: promise.line, sku: promise.sku,
            location: promise.location, quantity: promise.quantity, sequence: sequence)
    }

    /// What the ledger says about a line of a receipt.
    fileprivate init(receipt movement: Movement) {
        self.init(
            transition: 0, line: movement.id.line, sku: movement.sku, location: movement.to,
            quantity: movement.quantity, sequence: movement.id.sequence)
    }
}
