import StockAPI
import StockBytes
import StockModel

/// A movement before it has its place in the ledger.
struct MovementDraft {
    var sku: SKU
    var from: LocationID
    var to: LocationID
    var quantity: Quantity
    var reason: Reason
    var attributes: LineAttributes = .none
    var reservation: ReservationID?
    var corrects: MovementID?
}

extension StateMachine where Base: ~Copyable {
    func checkEnds(_ reason: Reason, from: LocationKind, to: LocationKind) throws(Stop) {
        guard reason.allows(from: from, to: to) else {
            throw .refused(.reasonNotAllowed(reason, from: from, to: to))
        }
    }

    /// What may leave a place: at `stock` what is not promised, elsewhere what is there; virtual places have no bottom.
    func checkEnough(_ quantity: Quantity, in row: LevelRow, at place: LocationDefinition) throws(Stop) {
        guard place.kind.isPhysical else { return }
        let there = place.kind.isSellable ? available(row) : row.onHand
        guard quantity <= there else {
            throw .refused(
                .wouldGoNegative(sku: SKU(rawValue: row.sku), location: place.location, available: there))
        }
    }

    /// Writes a movement down, and both levels with it.
    ///
    /// Whether the units are there has been checked.
    mutating func book(_ draft: MovementDraft, context: MovementContext, principal: PrincipalID) throws(Stop) {
        if let document = context.document { try check(document) }
        let id = MovementID(sequence: currentSequence, line: try lineOfNextMovement)
        let from = try changingLevel(LevelKey(draft.sku, draft.from))
        let to = try changingLevel(LevelKey(draft.sku, draft.to))
        let occurredAt = context.occurredAt ?? now
        let movement = Movement(
            id: id, sku: draft.sku, from: draft.from, to: draft.to, quantity: draft.quantity, reason: draft.reason,
            principal: principal, time: now, occurredAt: occurredAt,
            businessDate: context.businessDate ?? businessDate(of: occurredAt, from: draft.from, to: draft.to),
            document: context.document, channel: context.channel, fulfilmentMethod: context.fulfilmentMethod,
            attributes: draft.attributes, reservation: draft.reservation, corrects: draft.corrects,
            previousFrom: active.levels[from].newestMovement, previousTo: active.levels[to].newestMovement)

        let (left, underflow) = active.levels[from].onHand.subtractingReportingOverflow(draft.quantity)
        let (there, overflow) = active.levels[to].onHand.addingReportingOverflow(draft.quantity)
        guard !underflow, !overflow else { throw .refused(.overflow) }
        active.levels[from].onHand = left
        active.levels[from].newestMovement = id
        active.levels[to].onHand = there
        active.levels[to].newestMovement = id
        append(movement)
    }

    /// Movements of one command are numbered through, from zero.
    var lineOfNextMovement: UInt16 {
        get throws(Stop) {
            guard active.movements.count > 0 else { return 0 }
            let last = active.movements[active.movements.count - 1]
            guard last.sequence == currentSequence else { return 0 }
            guard last.line < .max else { throw .refused(.limit(max: Int64(UInt16.max) + 1)) }
            return last.line + 1
        }
    }

    private mutating func append(_ movement: Movement) {
        var entry = Overlay.MovementEntry(
            sequence: movement.id.sequence, line: movement.id.line, previousOnDocument: 0,
            start: active.movementBytes.count)
        if let document = movement.document {
            if let newest = active.movementsOnDocument[document], let newest { entry.previousOnDocument = newest }
            active.movementsOnDocument.set(document, to: UInt32(truncatingIfNeeded: active.movements.count + 1))
        }
        active.movements.append(entry)
        movement.encodeRow(into: &active.movementBytes)
    }

    /// docs/operations.md, Business date.
    private func businessDate(of moment: Instant, from: LocationID, to: LocationID) -> Int32 {
        let site = (masterData.site(of: from) ?? masterData.site(of: to)).flatMap { masterData.sites[$0] }
        let minutes = Int64(site?.utcOffsetMinutes ?? 0) - Int64(site?.dayCutMinutes ?? 0)
        let local = moment.advanced(byMilliseconds: minutes * 60_000).millisecondsSinceEpoch
        let day: Int64 = 86_400_000
        let (whole, rest) = local.quotientAndRemainder(dividingBy: day)
        return Int32(clamping: rest < 0 ? whole - 1 : whole)
    }
}
