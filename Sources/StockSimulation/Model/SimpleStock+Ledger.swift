import StockModel

/// A movement that is about to be written down.
struct Transfer {
    var sku: SKU
    var quantity: Quantity
    var from: LocationID
    var to: LocationID
    var reason: Reason
    var attributes: LineAttributes
    var context: MovementContext
    var reservation: ReservationID?
    var corrects: MovementID?
}

extension MovementContext {
    /// Movements of a reservation name its channel where the client names none.
    func naming(_ channel: ChannelID) -> MovementContext {
        var context = self
        context.channel = context.channel ?? channel
        return context
    }
}

// move, adjust, count, reverse.
extension SimpleStock {
    mutating func move(_ move: Move) throws(Refused) -> Outcome {
        try require(move.reason != .reverse, .reasonIsReverse)
        if let fact = move.fact { try begin(fact) }
        var effects = PromiseEffects()
        try requireLines(move.lines.count, atMost: CommandLimits.moveLinesMax)
        for line in move.lines {
            try require(line.quantity > 0, .quantityNotPositive)
            try require(skus[line.sku] != nil, else: .unknownSKU(line.sku))
            guard let from = locations[line.from] else { throw Refused(.unknownLocation(line.from)) }
            guard let to = locations[line.to] else { throw Refused(.unknownLocation(line.to)) }
            try require(line.from != line.to, .sameEnds)
            try requireAllowed(move.reason, from: from.kind, to: to.kind)
            try requireGuard(line.sku, from: from, to: to, quantity: line.quantity)
            let transfer = Transfer(
                sku: line.sku, quantity: line.quantity, from: line.from, to: line.to, reason: move.reason,
                attributes: line.attributes, context: move.context)
            if let fact = move.fact {
                effects.displaced += try bookFact(transfer, loss: fact.loss)
            } else {
                try bookIfThere(transfer)
            }
            if move.servesBackorders, to.kind == .stock {
                serve(line.sku, at: line.to, line.quantity, &effects.served)
            }
        }
        return effects.isEmpty ? .done : .moved(effects)
    }

    mutating func adjust(_ adjust: Adjust) throws(Refused) -> Outcome {
        try require(adjust.difference != 0, .differenceIsZero)
        try require(skus[adjust.sku] != nil, else: .unknownSKU(adjust.sku))
        let (place, loss) = try requireCorrectable(adjust.location, loss: adjust.loss)
        guard let units = Quantity(exactly: adjust.difference.magnitude) else { throw Refused(.overflow) }
        if adjust.difference > 0 {
            try requireGuard(adjust.sku, from: loss, to: place, quantity: units)
        } else {
            if place.kind.isUnderInspection { try requireGuard(adjust.sku, from: place, to: loss, quantity: units) }
            let there = onHand(adjust.sku, at: adjust.location)
            try require(
                units <= there,
                else: .wouldGoNegative(sku: adjust.sku, location: adjust.location, available: there))
        }
        let displaced = try bookDifference(
            adjust.difference, of: adjust.sku, at: place, loss: adjust.loss, reason: .adjust,
            attributes: adjust.attributes, context: adjust.context)
        return displaced.isEmpty ? .done : .moved(PromiseEffects(displaced: displaced))
    }

    mutating func count(_ count: Count) throws(Refused) -> Outcome {
        let (place, _) = try requireCorrectable(count.location, loss: count.loss)
        try require(count.anchor <= sequence, .anchorInTheFuture)
        try requireLines(count.lines.count, atMost: CommandLimits.moveLinesMax)
        var result = CountResult(lines: [])
        var counted: Set<SKU> = []
        for line in count.lines {
            try require(line.counted >= 0, .countIsNegative)
            try require(counted.insert(line.sku).inserted, .duplicate)
            try require(skus[line.sku] != nil, else: .unknownSKU(line.sku))
            let difference = line.counted - onHand(line.sku, at: count.location, asOf: count.anchor)
            let what = whatACountDoes(about: difference, of: line.sku, at: place)
            result.lines.append(CountedLine(difference, what))
            if what == .booked || what == .frozen {
                result.displaced += try bookDifference(
                    difference, of: line.sku, at: place, loss: count.loss, reason: .count,
                    attributes: line.attributes, context: count.context)
            }
            if what != .waits { removeRecount(of: line.sku, at: count.location, countedAt: count.anchor) }
        }
        return .counted(result)
    }

    private mutating func whatACountDoes(
        about difference: Quantity, of sku: SKU, at place: LocationDefinition
    ) -> CountedLine.Result {
        if difference == 0 { return .agrees }
        if isApproved { return .booked }
        let most = foundMax(of: sku, at: place)
        if difference > 0 {
            return mayFind(difference, of: sku, at: place.location, atMost: most) ? .booked : .waits
        }
        if place.kind.isUnderInspection { return .waits }
        return quarantine(for: place) == nil ? .booked : .frozen
    }

    /// Where what is missing from a shelf goes until somebody decides.
    private func quarantine(for place: LocationDefinition) -> LocationID? {
        guard place.kind == .stock else { return nil }
        return locations.values.filter { $0.kind == .quarantine && $0.site == place.site }.map(\.location).min()
    }

    mutating func reverse(_ reverse: Reverse) throws(Refused) -> Outcome {
        guard let movement = movements.first(where: { $0.id == reverse.movement }) else { throw Refused(.notFound) }
        try require(movement.reservation == nil && movement.corrects == nil, .notReversible)
        if let reversal = movements.first(where: { $0.corrects == movement.id }) {
            throw Refused(.alreadyReversed(by: reversal.id))
        }
        if let from = locations[movement.to], let to = locations[movement.from] {
            try requireGuard(movement.sku, from: from, to: to, quantity: movement.quantity)
        }
        try bookIfThere(
            Transfer(
                sku: movement.sku, quantity: movement.quantity, from: movement.to, to: movement.from, reason: .reverse,
                attributes: movement.attributes, context: reverse.context, corrects: movement.id))
        return .done
    }

    /// Of one command.
    static let movementsMax = 65_536

    func requireAllowed(_ reason: Reason, from: LocationKind, to: LocationKind) throws(Refused) {
        try require(reason.allows(from: from, to: to), else: .reasonNotAllowed(reason, from: from, to: to))
    }

    private func requireCorrectable(
        _ location: LocationID, loss: LocationID
    ) throws(Refused) -> (place: LocationDefinition, loss: LocationDefinition) {
        guard let place = locations[location] else { throw Refused(.unknownLocation(location)) }
        try require(place.kind.isPhysical, .locationNotPhysical)
        guard let against = locations[loss] else { throw Refused(.unknownLocation(loss)) }
        try require(against.kind == .loss, .locationNotLoss)
        return (place, against)
    }

    private mutating func bookDifference(
        _ difference: Quantity, of sku: SKU, at place: LocationDefinition, loss: LocationID, reason: Reason,
        attributes: LineAttributes, context: MovementContext
    ) throws(Refused) -> [DisplacedPromise] {
        guard let quantity = Quantity(exactly: difference.magnitude) else { throw Refused(.overflow) }
        var transfer = Transfer(
            sku: sku, quantity: quantity, from: loss, to: place.location, reason: reason, attributes: attributes,
            context: context)
        guard difference < 0 else {
            try book(transfer)
            return []
        }
        transfer.from = place.location
        transfer.to = isApproved ? loss : quarantine(for: place) ?? loss
        return try bookFact(transfer, loss: loss)
    }

    /// A physical place gives only what it has, and at `stock` only what is not promised.
    private mutating func bookIfThere(_ transfer: Transfer) throws(Refused) {
        if locations[transfer.from]?.kind.isPhysical == true {
            let there = available(transfer.sku, at: transfer.from)
            try require(
                transfer.quantity <= there,
                else: .wouldGoNegative(sku: transfer.sku, location: transfer.from, available: there))
        }
        try book(transfer)
    }

    mutating func book(_ transfer: Transfer) throws(Refused) {
        let (sku, quantity, context) = (transfer.sku, transfer.quantity, transfer.context)
        if let document = context.document { try requireKey(document) }
        let line = movements.count { $0.id.sequence == ownSequence }
        try require(line < Self.movementsMax, else: .limit(max: Int64(Self.movementsMax)))
        try require(
            !onHand(sku, at: transfer.from).subtractingReportingOverflow(quantity).overflow
                && !onHand(sku, at: transfer.to).addingReportingOverflow(quantity).overflow,
            else: .overflow)
        let occurredAt = context.occurredAt ?? now
        movements.append(
            Movement(
                id: MovementID(sequence: ownSequence, line: UInt16(line)),
                sku: sku, from: transfer.from, to: transfer.to, quantity: quantity, reason: transfer.reason,
                principal: principal, time: now, occurredAt: occurredAt,
                businessDate: context.businessDate
                    ?? businessDate(of: occurredAt, from: transfer.from, to: transfer.to),
                document: context.document, channel: context.channel, fulfilmentMethod: context.fulfilmentMethod,
                attributes: transfer.attributes, reservation: transfer.reservation, corrects: transfer.corrects,
                previousFrom: newestMovement(sku, at: transfer.from), previousTo: newestMovement(sku, at: transfer.to)))
    }

    private func businessDate(of moment: Instant, from: LocationID, to: LocationID) -> Int32 {
        let site = (locations[from]?.site ?? locations[to]?.site).flatMap { sites[$0] }
        let minutes = site.map { Int64($0.utcOffsetMinutes) - Int64($0.dayCutMinutes) } ?? 0
        let milliseconds = Int128(moment.millisecondsSinceEpoch) + Int128(minutes) * 60_000
        let day: Int128 = 86_400_000
        let floor = milliseconds >= 0 ? milliseconds / day : -((-milliseconds + day - 1) / day)
        return Int32(clamping: floor)
    }
}
