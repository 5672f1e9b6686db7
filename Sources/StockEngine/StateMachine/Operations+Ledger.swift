import StockAPI
import StockBytes
import StockModel

/// Move, adjust, count, reverse: the book changes, whatever was promised.
extension StateMachine where Base: ~Copyable {
    mutating func move(_ move: Move, principal: PrincipalID) throws(Stop) {
        guard move.reason != .reverse else { throw .invalid(.reasonIsReverse) }
        try check(lineCount: move.lines.count, max: CommandLimits.moveLinesMax)
        for line in move.lines {
            guard line.quantity > 0 else { throw .invalid(.quantityNotPositive) }
            try checkKnown(line.sku)
            let from = try location(line.from)
            let to = try location(line.to)
            guard line.from != line.to else { throw .invalid(.sameEnds) }
            try checkEnds(move.reason, from: from.kind, to: to.kind)
            try bookChecked(
                MovementDraft(
                    sku: line.sku, from: line.from, to: line.to, quantity: line.quantity, reason: move.reason,
                    attributes: line.attributes),
                from: from, context: move.context, principal: principal)
        }
    }

    mutating func adjust(_ adjust: Adjust, principal: PrincipalID) throws(Stop) {
        guard adjust.difference != 0 else { throw .invalid(.differenceIsZero) }
        try checkKnown(adjust.sku)
        let place = try physical(adjust.location)
        let loss = try lossLocation(adjust.loss)
        try correct(
            adjust.sku, at: place, by: adjust.difference, loss: loss, reason: .adjust,
            attributes: adjust.attributes, context: adjust.context, principal: principal)
    }

    mutating func count(_ count: Count, principal: PrincipalID) throws(Stop) -> [Quantity] {
        let place = try physical(count.location)
        let loss = try lossLocation(count.loss)
        guard count.anchor <= sequence else { throw .invalid(.anchorInTheFuture) }
        try check(lineCount: count.lines.count, max: CommandLimits.moveLinesMax)
        var seen: Set<SKU> = []
        var differences: [Quantity] = []
        differences.reserveCapacity(count.lines.count)
        for line in count.lines {
            guard line.counted >= 0 else { throw .invalid(.countIsNegative) }
            guard seen.insert(line.sku).inserted else { throw .invalid(.duplicate) }
            try checkKnown(line.sku)
            let booked: Quantity
            do throws(StockFailure) {
                booked = try book(LevelKey(line.sku, count.location), asOf: count.anchor)
            } catch { throw .failed(error) }
            // Both are at least zero, so the difference cannot leave 64 bits.
            let difference = line.counted - booked
            differences.append(difference)
            guard difference != 0 else { continue }
            try correct(
                line.sku, at: place, by: difference, loss: loss, reason: .count, attributes: line.attributes,
                context: count.context, principal: principal)
        }
        return differences
    }

    mutating func reverse(_ reverse: Reverse, principal: PrincipalID) throws(Stop) {
        let found: Movement?
        do throws(StockFailure) { found = try movement(reverse.movement) } catch { throw .failed(error) }
        guard let found else { throw .refused(.notFound) }
        guard found.reservation == nil, found.corrects == nil else { throw .invalid(.notReversible) }
        let reversal: MovementID?
        do throws(StockFailure) { reversal = try self.reversal(of: found.id) } catch { throw .failed(error) }
        if let reversal { throw .refused(.alreadyReversed(by: reversal)) }
        let from = try location(found.to)
        active.reversals.set(found.id, to: MovementID(sequence: currentSequence, line: try lineOfNextMovement))
        try bookChecked(
            MovementDraft(
                sku: found.sku, from: found.to, to: found.from, quantity: found.quantity, reason: .reverse,
                attributes: found.attributes, corrects: found.id),
            from: from, context: reverse.context, principal: principal)
    }

    // MARK: What the four share

    private func physical(_ id: LocationID) throws(Stop) -> LocationDefinition {
        let place = try location(id)
        guard place.kind.isPhysical else { throw .invalid(.locationNotPhysical) }
        return place
    }

    private func lossLocation(_ id: LocationID) throws(Stop) -> LocationDefinition {
        let place = try location(id)
        guard place.kind == .loss else { throw .invalid(.locationNotLoss) }
        return place
    }

    private mutating func correct(
        _ sku: SKU, at place: LocationDefinition, by difference: Quantity, loss: LocationDefinition, reason: Reason,
        attributes: LineAttributes, context: MovementContext, principal: PrincipalID
    ) throws(Stop) {
        guard difference != .min else { throw .refused(.overflow) }
        let (from, to) = difference < 0 ? (place, loss) : (loss, place)
        try bookChecked(
            MovementDraft(
                sku: sku, from: from.location, to: to.location, quantity: abs(difference), reason: reason,
                attributes: attributes),
            from: from, context: context, principal: principal)
    }

    private mutating func bookChecked(
        _ draft: MovementDraft, from place: LocationDefinition, context: MovementContext, principal: PrincipalID
    ) throws(Stop) {
        let row = active.levels[try changingLevel(LevelKey(draft.sku, draft.from))]
        try checkEnough(draft.quantity, in: row, at: place)
        try book(draft, context: context, principal: principal)
    }
}
