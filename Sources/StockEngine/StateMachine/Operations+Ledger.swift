import StockAPI
import StockBytes
import StockModel

/// Move, adjust, count, reverse: the book changes.
extension StateMachine where Base: ~Copyable {
    mutating func move(_ move: Move, principal: PrincipalID) throws(Stop) -> PromiseEffects {
        guard move.reason != .reverse else { throw .invalid(.reasonIsReverse) }
        if let fact = move.fact { try begin(fact) }
        try check(lineCount: move.lines.count, max: CommandLimits.moveLinesMax)
        var effects = PromiseEffects()
        var seen = 0
        for line in move.lines {
            guard line.quantity > 0 else { throw .invalid(.quantityNotPositive) }
            try checkKnown(line.sku)
            let from = try location(line.from)
            let to = try location(line.to)
            guard line.from != line.to else { throw .invalid(.sameEnds) }
            try checkEnds(move.reason, from: from.kind, to: to.kind)
            try checkGuard(line.sku, from: from, to: to, quantity: line.quantity, principal: principal)
            let draft = MovementDraft(
                sku: line.sku, from: line.from, to: line.to, quantity: line.quantity, reason: move.reason,
                attributes: line.attributes)
            if let fact = move.fact {
                try bookFact(
                    draft, from: from, loss: fact.loss, context: move.context, principal: principal,
                    &effects.displaced)
            } else {
                try bookChecked(draft, from: from, context: move.context, principal: principal)
            }
            if move.servesBackorders, to.kind.isSellable {
                try serve(line.sku, at: line.to, line.quantity, &effects, seen: &seen)
            }
        }
        return effects
    }

    mutating func adjust(_ adjust: Adjust, principal: PrincipalID) throws(Stop) -> PromiseEffects {
        guard adjust.difference != 0 else { throw .invalid(.differenceIsZero) }
        try checkKnown(adjust.sku)
        let place = try physical(adjust.location)
        let loss = try lossLocation(adjust.loss)
        guard adjust.difference != .min else { throw .refused(.overflow) }
        let correction = Correction(
            sku: adjust.sku, place: place, difference: adjust.difference, loss: loss, reason: .adjust,
            attributes: adjust.attributes, context: adjust.context)
        if adjust.difference > 0 {
            try checkGuard(adjust.sku, from: loss, to: place, quantity: adjust.difference, principal: principal)
        } else {
            // What is missing from a shelf is frozen where nobody has approved it.
            if !place.kind.isSellable {
                try checkGuard(
                    adjust.sku, from: place, to: loss, quantity: abs(adjust.difference), principal: principal)
            }
            let there = active.levels[try changingLevel(LevelKey(adjust.sku, adjust.location))].onHand
            guard abs(adjust.difference) <= there else {
                throw .refused(.wouldGoNegative(sku: adjust.sku, location: adjust.location, available: there))
            }
        }
        var effects = PromiseEffects()
        try book(correction, principal: principal, &effects.displaced)
        return effects
    }

    mutating func count(_ count: Count, principal: PrincipalID) throws(Stop) -> CountResult {
        let place = try physical(count.location)
        let loss = try lossLocation(count.loss)
        guard count.anchor <= sequence else { throw .invalid(.anchorInTheFuture) }
        try check(lineCount: count.lines.count, max: CommandLimits.moveLinesMax)
        var seen: Set<SKU> = []
        var counted = CountResult(lines: [])
        counted.lines.reserveCapacity(count.lines.count)
        for line in count.lines {
            guard line.counted >= 0 else { throw .invalid(.countIsNegative) }
            guard seen.insert(line.sku).inserted else { throw .invalid(.duplicate) }
            try checkKnown(line.sku)
            let booked: Quantity
            do throws(StockFailure) {
                booked = try book(LevelKey(line.sku, count.location), asOf: count.anchor)
            } catch { throw .failed(error) }
            // Both are at least zero, so the difference cannot leave 64 bits.
            let correction = Correction(
                sku: line.sku, place: place, difference: line.counted - booked, loss: loss, reason: .count,
                attributes: line.attributes, context: count.context)
            let became = try result(of: correction, principal)
            counted.lines.append(CountedLine(correction.difference, became))
            if became == .booked || became == .frozen {
                try book(correction, principal: principal, &counted.displaced)
            }
            guard became != .waits else { continue }
            try removeRecount(of: line.sku, at: count.location, countedAt: count.anchor)
        }
        return counted
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
        try checkGuard(
            found.sku, from: from, to: try location(found.from), quantity: found.quantity, principal: principal)
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

    /// What a count does about a difference.
    private mutating func result(
        of correction: Correction, _ principal: PrincipalID
    ) throws(Stop) -> CountedLine.Result {
        let difference = correction.difference
        if difference == 0 { return .agrees }
        if isApproved(for: principal) { return .booked }
        if difference > 0 {
            let isAllowed = mayFind(
                difference, of: correction.sku, at: correction.place.location,
                within: try foundWithoutApprovalMax(of: correction.sku, at: correction.place))
            return isAllowed ? .booked : .waits
        }
        if LocationKind.underInspection.contains(correction.place.kind) { return .waits }
        return quarantine(for: correction) == nil ? .booked : .frozen
    }

    /// Where units that are missing from a shelf go until somebody decides; nil where the site has no such place.
    private func quarantine(for correction: Correction) -> LocationID? {
        correction.place.kind.isSellable ? correction.place.site.flatMap { masterData.quarantine(of: $0) } : nil
    }

    /// A shortage is a fact: what is missing from a shelf goes to quarantine unless it is approved, and else to `loss`.
    private mutating func book(
        _ correction: Correction, principal: PrincipalID, _ displaced: inout [DisplacedPromise]
    ) throws(Stop) {
        let (place, loss) = (correction.place, correction.loss)
        var draft = MovementDraft(
            sku: correction.sku, from: loss.location, to: place.location, quantity: abs(correction.difference),
            reason: correction.reason, attributes: correction.attributes)
        guard correction.difference < 0 else {
            return try book(draft, context: correction.context, principal: principal)
        }
        draft.from = place.location
        draft.to = loss.location
        if !isApproved(for: principal), let quarantine = quarantine(for: correction) { draft.to = quarantine }
        try bookFact(
            draft, from: place, loss: loss.location, context: correction.context, principal: principal, &displaced)
    }

    private mutating func bookChecked(
        _ draft: MovementDraft, from place: LocationDefinition, context: MovementContext, principal: PrincipalID
    ) throws(Stop) {
        let row = active.levels[try changingLevel(LevelKey(draft.sku, draft.from))]
        try checkEnough(draft.quantity, in: row, at: place)
        try book(draft, context: context, principal: principal)
    }
}

/// What the book has to be changed by.
private struct Correction {
    var sku: SKU
    var place: LocationDefinition
    /// Found, or missing where it is below zero.
    var difference: Quantity
    var loss: LocationDefinition
    var reason: Reason
    var attributes: LineAttributes
    var context: MovementContext
}
