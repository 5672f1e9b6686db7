import StockAPI
import StockModel

/// A document that the preconditions of the transaction name as it stands.
struct Evidence {
    var type: UInt16
    /// Who changed it last.
    var principal: PrincipalID
}

/// What must hold whoever calls: some movements need a paper.
extension StateMachine where Base: ~Copyable {
    /// Refuses a movement whose guard the transaction does not satisfy.
    ///
    /// Against a threshold counts what the whole command brings, in however many lines.
    mutating func checkGuard(
        _ sku: SKU, from: LocationDefinition, to: LocationDefinition, quantity: Quantity, principal: PrincipalID
    ) throws(Stop) {
        guard let found = MovementGuard.all.first(where: { $0.applies(from: from.kind, to: to.kind) }) else { return }
        if found.isOfSKUsThatNeedInspection, try !knownDefinition(of: sku).needsInspection { return }
        if found.hasThreshold {
            let threshold = try foundWithoutApprovalMax(of: sku, at: to)
            guard isSatisfied(found, by: principal) || mayFind(quantity, of: sku, at: to.location, within: threshold)
            else { throw .refused(.approvalRequired(threshold: threshold)) }
            return
        }
        guard isSatisfied(found, by: principal) else {
            throw .refused(.guarded(needs: found.needs, byAnother: found.byAnother))
        }
    }

    /// The most units of a SKU that one command may bring from `loss` to a place without an approval.
    ///
    /// None of one that needs an inspection to a shelf: they might come from where nobody has looked at them.
    mutating func foundWithoutApprovalMax(of sku: SKU, at place: LocationDefinition) throws(Stop) -> Quantity {
        guard let site = place.site.flatMap({ masterData.sites[$0] }), site.foundWithoutApprovalMax > 0 else {
            return 0
        }
        if place.kind.isSellable, try knownDefinition(of: sku).needsInspection { return 0 }
        return site.foundWithoutApprovalMax
    }

    /// Whether so many more units from `loss` stay within a threshold, together with what the command has brought to the level
    /// before; if so they count from here on.
    mutating func mayFind(_ units: Quantity, of sku: SKU, at location: LocationID, within threshold: Quantity) -> Bool {
        let level = LevelKey(sku, location)
        let sum = saturatingSum(units, foundOfCommand[level] ?? 0)
        guard sum <= threshold else { return false }
        foundOfCommand[level] = sum
        return true
    }

    /// The transaction has an approval that somebody else has given.
    func isApproved(for principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == DocumentType.approval && $0.principal != principal }
    }

    private func isSatisfied(_ found: MovementGuard, by principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == found.needs && (!found.byAnother || $0.principal != principal) }
    }
}
