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
        if found.hasThreshold {
            let threshold = to.site.flatMap { masterData.sites[$0] }?.foundWithoutApprovalMax ?? 0
            guard unitsFound(quantity, of: sku, at: to.location) > threshold, !isSatisfied(found, by: principal) else {
                return
            }
            throw .refused(.approvalRequired(threshold: threshold))
        }
        guard isSatisfied(found, by: principal) else {
            throw .refused(.guarded(needs: found.needs, byAnother: found.byAnother))
        }
    }

    /// What the command has brought from `loss` to a level, so many more units among it.
    mutating func unitsFound(_ units: Quantity, of sku: SKU, at location: LocationID) -> Quantity {
        let level = LevelKey(sku, location)
        let sum = saturatingSum(units, foundOfCommand[level] ?? 0)
        foundOfCommand[level] = sum
        return sum
    }

    /// The transaction has an approval that somebody else has given.
    func isApproved(for principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == DocumentType.approval && $0.principal != principal }
    }

    private func isSatisfied(_ found: MovementGuard, by principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == found.needs && (!found.byAnother || $0.principal != principal) }
    }
}
