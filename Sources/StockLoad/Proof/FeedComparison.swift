import StockModel

/// Goes through the events of the store and takes each off from what the rehearsal was told.
struct FeedComparison {
    private(set) var book: LevelBook
    private(set) var samples: SampledReservations
    private var caps: CapBook
    private var records: [AnswerRecord]
    /// The places where units really are: elsewhere a count below zero means nothing.
    private let physical: Set<LocationID>
    /// Which record has which ids.
    private let recordOfIDs: [UInt64: Int]
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
    }

    /// Takes one event; gives the SKUs whose levels it changed.
    @discardableResult
    mutating func take(_ event: FeedEvent) -> Set<SKU> {
        result.events += 1
        let before = book.apply(event)
        let isFact = event.changes.contains { if case .fact = $0 { true } else { false } }
        for (key, level) in before where !isFact && physical.contains(key.location) {
            let available = book[key].available
            guard available < 0, available < level.available else { continue }
            result.oversold += 1
            result.oversoldUnitsMost = max(result.oversoldUnitsMost, -available)
        }
        var granted = Set<ReservationID>()
        for change in event.changes {
            switch change {
            case .promise(let promise): take(promise, of: event, isFact: isFact, &granted)
            case .reSourced(let move):
                // Nobody was asked to: what the answer said is not true any more.
                if !isFact, let (record, number) = own(move.reservation) { records[record].mark(number, .wrong) }
            case .defined(let definition): caps.apply(definition)
            default: break
            }
        }
        for movement in event.movements { take(movement) }
        return Set(before.keys.map(\.sku))
    }

    private mutating func take(
        _ promise: PromiseChange, of event: FeedEvent, isFact: Bool, _ granted: inout Set<ReservationID>
    ) {
        guard let record = recordOfIDs[promise.reservation.high] else { return caps.applyOther(promise) }
        guard let number = records[record].number(of: promise.reservation) else {
            // Under ids of the rehearsal, and never asked for.
            if granted.insert(promise.reservation).inserted { result.unannounced += 1 }
            return
        }
        samples.apply(promise)
        caps.apply(promise, channel: Int(records[record].channels[number]), at: event.time)
        switch promise.transition {
        case .held, .sold:
            if granted.insert(promise.reservation).inserted {
                let isAgain = records[record].marks[number].contains(.seen)
                records[record].mark(number, isAgain ? .seenAgain : .seen)
            }
        case .expired:
            // Nobody is told when a hold ends, but it may not end early.
            if event.time < records[record].deadline(of: number) { records[record].mark(number, .wrong) }
            return
        default:
            // What somebody else states as a fact may take units away from anybody.
            if isFact { return }
        }
        records[record].seen(Statement(promise, event.sequence), of: number)
    }

    private mutating func take(_ movement: Movement) {
        if let reservation = movement.reservation, let (record, number) = own(reservation) {
            records[record].seen(Statement(issue: movement), of: number)
        } else if let paper = movement.document.flatMap(ReceiptPaper.read),
            let record = recordOfIDs[paper.idHigh]
        {
            guard records[record].marks.indices.contains(paper.number) else { return result.unannounced += 1 }
            records[record].mark(paper.number, .seen)
            records[record].seen(Statement(receipt: movement), of: paper.number)
        }
    }

    private func own(_ id: ReservationID) -> (record: Int, number: Int)? {
        guard let record = recordOfIDs[id.high], let number = records[record].number(of: id) else { return nil }
        return (record, number)
    }

    /// What all events came to.
    func finish() -> ProofResult {
        var result = result
        result.caps = caps.count
        result.capsExceeded = caps.exceeded
        if caps.isChanged {
            result.gap = "somebody else has changed the caps meanwhile: rehearse when nobody else does"
        }
        for record in records {
            for (number, marks) in record.marks.enumerated() { result.count(marks, record.digests[number]) }
        }
        return result
    }
}

extension ProofResult {
    fileprivate mutating func count(_ marks: AnswerRecord.Marks, _ digest: UInt64) {
        let isGranted = marks.contains(.granted)
        let isSeen = marks.contains(.seen)
        if isGranted, marks.contains(.receipt) { receipts += 1 }
        if isGranted, !marks.contains(.receipt) { acknowledged += 1 }
        if isGranted, !isSeen { lost += 1 }
        if marks.contains(.seenAgain) { grantedTwice += 1 }
        guard !marks.contains(.uncertain) else {
            uncertain += 1
            if isSeen { uncertainGranted += 1 }
            return
        }
        if isSeen, !isGranted { unannounced += 1 }
        if isSeen, isGranted, digest != 0 || marks.contains(.wrong) { contradicted += 1 }
    }
}
