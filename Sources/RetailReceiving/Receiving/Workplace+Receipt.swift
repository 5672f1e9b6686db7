public import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockAPI
import StockModel

/// A receipt with its lines, as it is shown.
public struct ReceiptFile: Hashable, Sendable {
    /// Its head.
    public var receipt: Stored<Receipt>
    /// Its lines, by number.
    public var lines: [Stored<ReceiptLine>]
    /// The files that belong to it.
    public var attachments: [Attachment]
}

extension Workplace {
    /// Opens a receipt; the same one again changes nothing.
    ///
    /// - Throws: `ReceivingRule`; `PurchaseOrderRule` where the order cannot be delivered on.
    @discardableResult public func openReceipt(_ draft: ReceiptDraft) async throws(WorkflowFailure) -> Receipt {
        try await perform { step throws(WorkflowFailure) in
            guard Reference(draft.reference) != nil else {
                throw WorkflowFailure.rule(ReceivingRule.referenceUnreadable(draft.reference))
            }
            if let known = try await step.read(Receipt.self, at: Receipt.key(of: draft.reference))?.content {
                guard known.isOpened(by: draft) else {
                    throw WorkflowFailure.rule(ReceivingRule.differs(draft.reference))
                }
                return known
            }
            let receipt = try await step.receipt(draft)
            step.write(receipt)
            return receipt
        }
    }

    /// Says that a delivery has been counted: what comes later is another receipt.
    ///
    /// Once more changes nothing.
    ///
    /// - Throws: `ReceivingRule.notFound`.
    public func finishReceipt(_ reference: String) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let receipt = try await step.require(
                Receipt.self, at: Receipt.key(of: reference), else: ReceivingRule.notFound(reference)
            ).content
            guard receipt.state == .open else { return }
            step.write(try decided { () throws(ReceivingRule) in try receipt.after(.finish) })
        }
    }

    /// A receipt with its lines and files.
    ///
    /// - Throws: `ReceivingRule.notFound`.
    public func receipt(_ reference: String) async throws(WorkflowFailure) -> ReceiptFile {
        guard let receipt = try await read(Receipt.self, at: Receipt.key(of: reference)) else {
            throw .rule(ReceivingRule.notFound(reference))
        }
        return ReceiptFile(
            receipt: receipt, lines: try await read(under: Receipt.prefix(of: reference)),
            attachments: try await attachments(of: receipt.content.key))
    }

    /// The receipts that are open, or those of an order, by reference.
    public func receipts(of order: UInt64? = nil) async throws(WorkflowFailure) -> [Stored<Receipt>] {
        var list: [Stored<Receipt>] = []
        for match in try await matches(under: order.map { Receipt.orderTerms($0) } ?? "receipt.open/") {
            if let receipt = try await read(Receipt.self, at: match.key) { list.append(receipt) }
        }
        return list
    }
}

extension Receipt {
    /// Whether the draft is the one that it was opened with, whatever has become of it since.
    fileprivate func isOpened(by draft: ReceiptDraft) -> Bool {
        order == draft.order && (draft.supplier == nil || supplier == draft.supplier)
            && (draft.site == nil || site == draft.site?.rawValue) && isBlind == draft.isBlind && day == draft.day
    }
}

extension Step {
    /// The head of a new receipt, with the places of its site.
    fileprivate mutating func receipt(_ draft: ReceiptDraft) async throws(WorkflowFailure) -> Receipt {
        var (supplier, site) = (draft.supplier, draft.site)
        if let number = draft.order {
            let order = try await order(number)
            _ = try decided { () throws(PurchaseOrderRule) in try order.after(.receive) }
            let orderSite = SiteID(rawValue: order.site)
            guard site == nil || site == orderSite else { throw .rule(ReceivingRule.otherSite(number, orderSite)) }
            guard supplier == nil || supplier == order.supplier else {
                throw .rule(ReceivingRule.otherSupplier(number, order.supplier))
            }
            (supplier, site) = (order.supplier, orderSite)
        } else if let supplier, try await master(Supplier.self, supplier) == nil {
            throw .rule(ReceivingRule.unknownSupplier(supplier))
        }
        guard let site else { throw .rule(ReceivingRule.needsSite) }
        let sites = try await ask { stock throws(StockFailure) in try await stock.sites() }
        guard sites.contains(where: { $0.site == site }) else { throw .rule(ReceivingRule.unknownSite(site)) }
        guard let supplierLocation = try await location(.supplier, at: nil) else {
            throw .rule(ReceivingRule.noPlace(site, .supplier))
        }
        guard let receiving = try await location(.receiving, at: site) else {
            throw .rule(ReceivingRule.noPlace(site, .receiving))
        }
        return Receipt(
            reference: draft.reference, state: .open, order: draft.order, supplier: supplier, isBlind: draft.isBlind,
            day: draft.day, site: site.rawValue, supplierLocation: supplierLocation.rawValue,
            receivingLocation: receiving.rawValue,
            quarantineLocation: try await location(.quarantine, at: site)?.rawValue,
            damagedLocation: try await location(.damaged, at: site)?.rawValue)
    }
}
