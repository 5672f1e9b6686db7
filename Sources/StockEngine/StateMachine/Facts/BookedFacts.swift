import StockAPI
import StockBytes
import StockModel

/// What has happened is booked, whatever the book says and whoever was promised the units.
extension StateMachine where Base: ~Copyable {
    mutating func begin(_ fact: Fact) throws(Stop) {
        guard fact.reason != 0 else { throw .invalid(.factWithoutReason) }
        _ = try lossLocation(fact.loss)
        EventBytes.append(.fact(reason: fact.reason), to: &active.eventBytes)
    }

    /// Books a movement that has happened: what the book lacks is found first, and what was promised finds another place.
    mutating func bookFact(
        _ draft: MovementDraft, from place: LocationDefinition, loss: LocationID, context: MovementContext,
        principal: PrincipalID, _ displaced: inout [DisplacedPromise]
    ) throws(Stop) {
        let level = LevelKey(draft.sku, draft.from)
        if place.kind.isPhysical {
            let there = active.levels[try changingLevel(level)].onHand
            if draft.quantity > there {
                try book(
                    MovementDraft(
                        sku: draft.sku, from: loss, to: draft.from, quantity: draft.quantity - there, reason: .adjust,
                        attributes: draft.attributes),
                    context: context, principal: principal)
                try writePaper(onRecountOf: draft.sku, at: draft.from, principal)
            }
        }
        try book(draft, context: context, principal: principal)
        if place.kind.isSellable { try displacePromises(at: level, principal: principal, &displaced) }
    }

    func lossLocation(_ id: LocationID) throws(Stop) -> LocationDefinition {
        let place = try location(id)
        guard place.kind == .loss else { throw .invalid(.locationNotLoss) }
        return place
    }

    // MARK: Tasks for a person

    /// A promise has lost units: somebody has to tell its owner.
    mutating func writePaper(on displaced: DisplacedPromise, _ principal: PrincipalID) throws(Stop) {
        try write(
            DocumentWrite(
                EngineDocuments.displaced(at: currentSequence, papersOfCommand),
                type: DocumentType.displacedPromise, body: displaced.encoded, terms: [EngineDocuments.displacedTerm]),
            principal: principal)
        papersOfCommand += 1
    }

    /// The book had fewer units than there were: somebody has to count.
    private mutating func writePaper(
        onRecountOf sku: SKU, at location: LocationID, _ principal: PrincipalID
    ) throws(Stop) {
        try write(
            DocumentWrite(
                EngineDocuments.recount(sku, at: location), type: DocumentType.recount, body: [],
                terms: [EngineDocuments.recountTerm]),
            principal: principal)
    }

    /// Somebody has counted, at an anchor: a mark that was there by then has served its purpose.
    mutating func removeRecount(of sku: SKU, at location: LocationID, countedAt anchor: SequenceNumber) throws(Stop) {
        let key = EngineDocuments.recount(sku, at: location)
        let marked: SequenceNumber?
        do throws(StockFailure) { marked = try document(key)?.version } catch { throw .failed(error) }
        guard let marked, marked <= anchor else { return }
        try deleteDocument(key)
    }
}
