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
    func checkGuard(
        from: LocationDefinition, to: LocationDefinition, quantity: Quantity, principal: PrincipalID
    ) throws(Stop) {
        guard let found = MovementGuard.all.first(where: { $0.applies(from: from.kind, to: to.kind) }) else { return }
        if found.hasThreshold {
            let threshold = to.site.flatMap { masterData.sites[$0] }?.foundWithoutApprovalMax ?? 0
            guard quantity > threshold, !isSatisfied(found, by: principal) else { return }
            throw .refused(.approvalRequired(threshold: threshold))
        }
        guard isSatisfied(found, by: principal) else {
            throw .refused(.guarded(needs: found.needs, byAnother: found.byAnother))
        }
    }

    /// The transaction has an approval that somebody else has given.
    func isApproved(for principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == DocumentType.approval && $0.principal != principal }
    }

    private func isSatisfied(_ found: MovementGuard, by principal: PrincipalID) -> Bool {
        evidence.contains { $0.type == found.needs && (!found.byAnother || $0.principal != principal) }
    }
}
