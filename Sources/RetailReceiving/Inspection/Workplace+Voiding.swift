public import RetailDocuments
import RetailPurchasing
import StockModel

extension Workplace {
    /// Ends what is left of a record whose goods others have taken away, or that was a mistake; it stays, with who and why.
    ///
    /// Units in `receiving` are free for another record or a putaway then, and what was counted as rejected on the order and
    /// has not left `receiving` is not any more. Units in quarantine are ended only where none of the SKU is there any
    /// more: nothing but the record would get them out. Where all was ended already nothing changes.
    ///
    /// - Parameters:
    ///   - reference: the record.
    ///   - reason: why; not empty.
    /// - Returns: the record as it is then.
    /// - Throws: `InspectionRule`.
    public func voidInspection(
        _ reference: String, reason: String
    ) async throws(WorkflowFailure) -> Inspection {
        try await perform { step throws(WorkflowFailure) in
            let before = try await step.require(
                Inspection.self, at: Inspection.key(of: reference), else: InspectionRule.notFound(reference)
            ).content
            if before.voidings != nil, !before.waits { return before }
            let (principal, now) = (step.principal, step.now)
            let next = try decided { () throws(InspectionRule) in
                try before.afterVoiding(by: principal, at: now, because: reason)
            }
            if before.claimed > 0 {
                try await step.endClaim(of: before)
            } else {
                try await step.requireGone(before)
            }
            step.write(next)
            return next
        }
    }
}

extension Step {
    /// Frees the units in `receiving`, for others and on the line of the receipt.
    fileprivate mutating func endClaim(of inspection: Inspection) async throws(WorkflowFailure) {
        let hold = try await inspectionHold(
            of: SKU(rawValue: inspection.sku), at: LocationID(rawValue: inspection.location))
        write(hold.after(claiming: -inspection.claimed))
        if let receipt = inspection.receipt, let number = inspection.receiptLine {
            write(try await receiptLine(number, of: receipt).inspecting(-inspection.claimed))
        }
        try await withdrawRejection(inspection.left(for: .quarantine), of: inspection.source)
    }

    /// - Throws: `InspectionRule.goodsAreThere` where units of the SKU lie in quarantine: they may be those of the record.
    fileprivate func requireGone(_ inspection: Inspection) async throws(WorkflowFailure) {
        let site = SiteID(rawValue: inspection.site)
        let quarantine =
            inspection.wasInReceiving
            ? try await location(.quarantine, at: site) : LocationID(rawValue: inspection.location)
        guard let quarantine else { throw .rule(InspectionRule.noPlace(site, .quarantine)) }
        let there = try await onHand(of: SKU(rawValue: inspection.sku))[quarantine] ?? 0
        guard there == 0 else {
            throw .rule(InspectionRule.goodsAreThere(inspection.reference, units: there, at: quarantine))
        }
    }
}
