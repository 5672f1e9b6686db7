import RetailDocuments
import StockModel

extension PurchaseOrderRule {
    /// The name of the rule, the same whatever it is about.
    public var name: String {
        switch self {
        case .notFound: "purchase-order.not-found"
        case .noLine: "purchase-order.no-line"
        case .lineTwice: "purchase-order.line-twice"
        case .needsReason: "purchase-order.needs-reason"
        case .exists: "purchase-order.exists"
        case .lineCount: "purchase-order.line-count"
        case .notInState(_, _, let state): "purchase-order.is-\(state.rawValue)"
        case .hasReceived: "purchase-order.has-received"
        case .amendmentWaits: "purchase-order.amendment-waits"
        case .noAmendment: "purchase-order.no-amendment"
        case .amendmentOvertaken: "purchase-order.amendment-overtaken"
        case .amendmentOutgrown: "purchase-order.amendment-outgrown"
        case .changesNothing: "purchase-order.changes-nothing"
        case .quantityNotPositive: "purchase-order.quantity-not-positive"
        case .beyondRange: "purchase-order.beyond-range"
        case .overReceipt: "purchase-order.over-receipt"
        case .rejectsTooMuch: "purchase-order.rejects-too-much"
        case .returnsTooMuch: "purchase-order.returns-too-much"
        case .confirmsTooMuch: "purchase-order.confirms-too-much"
        case .belowReceived: "purchase-order.below-received"
        case .cancelsTooMuch: "purchase-order.cancels-too-much"
        case .costIsNegative: "purchase-order.cost-is-negative"
        case .unknownSupplier: "purchase-order.unknown-supplier"
        case .supplierInactive: "purchase-order.supplier-inactive"
        case .otherCurrency: "purchase-order.other-currency"
        case .unknownSKU: "purchase-order.unknown-sku"
        case .skuInactive: "purchase-order.sku-inactive"
        case .noPrice: "purchase-order.no-price"
        case .notWholePacks: "purchase-order.not-whole-packs"
        case .belowQuantity: "purchase-order.below-quantity"
        case .aboveQuantity: "purchase-order.above-quantity"
        case .belowValue: "purchase-order.below-value"
        case .unknownSite: "purchase-order.unknown-site"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let order): "there is no purchase order \(order)"
        case .noLine(let order, let line): "purchase order \(order) has no line \(line)"
        case .lineTwice(let order, let line): "line \(line) of purchase order \(order) stands twice"
        case .needsReason: "who amends an order says why"
        case .exists(let order): "there is a purchase order \(order) already"
        case .lineCount(let count): "an order of \(count) lines: it has 1 to \(PurchaseOrder.linesMax)"
        case .notInState(let order, let event, let state):
            "purchase order \(order) is \(state.rawValue): \(event) does not go with that"
        case .hasReceived(let order): "something of purchase order \(order) was received already"
        case .amendmentWaits(let order, let number):
            "amendment \(number) of purchase order \(order) waits for an approval"
        case .noAmendment(let order, let number): "no amendment \(number) of purchase order \(order) waits"
        case .amendmentOvertaken(let order, let number, let line):
            "line \(line) of purchase order \(order) has changed since amendment \(number) was written"
        case .amendmentOutgrown(let order, let number, let value, let asked):
            "with amendment \(number) purchase order \(order) comes to \(value) by now, and \(asked) was asked for"
        case .changesNothing(let order): "purchase order \(order) is like that already"
        case .quantityNotPositive: "a quantity is greater than zero"
        case .beyondRange: "a quantity or an amount is beyond what can be counted"
        case .overReceipt(let order, let line, let quantity, let open, let tolerance):
            "\(quantity) have come on line \(line) of purchase order \(order), of which \(open) are open "
                + "and \(tolerance) more are tolerated"
        case .rejectsTooMuch(let order, let line, let quantity, let left):
            "\(quantity) are rejected on line \(line) of purchase order \(order), of which only \(left) can be"
        case .returnsTooMuch(let order, let line, let quantity, let left):
            "\(quantity) would go back of line \(line) of purchase order \(order), of which \(left) have come "
                + "and not gone back"
        case .confirmsTooMuch(let order, let line, let quantity, let open):
            "\(quantity) are confirmed on line \(line) of purchase order \(order), of which only \(open) are open"
        case .belowReceived(let order, let line, let ordered, let settled):
            "line \(line) of purchase order \(order) would be \(ordered), and \(settled) have come or are cancelled"
        case .cancelsTooMuch(let order, let line, let quantity, let open):
            "\(quantity) are cancelled on line \(line) of purchase order \(order), of which only \(open) are open"
        case .costIsNegative(_, let line): "line \(line) has a cost below zero"
        case .unknownSupplier(let code): "there is no supplier \(code)"
        case .supplierInactive(let code): "supplier \(code) is not ordered from any more"
        case .otherCurrency(let code, let asked, let currency):
            "supplier \(code) is paid in \(currency), not in \(asked)"
        case .unknownSKU(let sku): "SKU \(sku.rawValue) is not defined"
        case .skuInactive(let sku): "SKU \(sku.rawValue) is not bought any more"
        case .noPrice(let sku, let supplier, let day):
            "supplier \(supplier) has no price for SKU \(sku.rawValue) on \(day)"
        case .notWholePacks(let sku, let quantity, let pack):
            "\(quantity) of SKU \(sku.rawValue) are no whole packs of \(pack)"
        case .belowQuantity(let sku, let quantity, let min):
            "\(quantity) of SKU \(sku.rawValue) are less than the supplier delivers: \(min)"
        case .aboveQuantity(let sku, let quantity, let max):
            "\(quantity) of SKU \(sku.rawValue) are more than the supplier delivers: \(max)"
        case .belowValue(let order, let value, let min):
            "purchase order \(order) comes to \(value), and the supplier delivers from \(min) on"
        case .unknownSite(let site): "site \(site.rawValue) is not defined"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound: "see: stockroom po list"
        case .noLine(let order, _): "see: stockroom po show \(order)"
        case .lineTwice: "say all about a line at once"
        case .needsReason: "give a reason"
        case .exists: "leave the number out: the next one is given"
        case .lineCount: "make several orders"
        case .notInState(let order, let event, let state): Self.remedy(order, event, state)
        case .hasReceived(let order): "close it short: stockroom po close \(order)"
        case .amendmentWaits(let order, let number):
            "have it decided: stockroom approval list --subject \(PurchaseOrderAmendment.key(of: order, number))"
        case .noAmendment(let order, _): "see: stockroom po show \(order)"
        case .amendmentOvertaken, .amendmentOutgrown: "decline it, and amend the order as it is now"
        case .changesNothing: "say what is to be different"
        case .quantityNotPositive: "give a quantity of 1 or more"
        case .beyondRange: "give smaller numbers, or make several orders"
        case .overReceipt(_, _, let quantity, let open, let tolerance):
            "receive \(open + tolerance); the other \(quantity - open - tolerance) go to quarantine until a buyer "
                + "accepts them"
        case .rejectsTooMuch: "receive first what was rejected"
        case .returnsTooMuch(_, _, _, let left):
            left > 0 ? "send back \(left) at most" : "leave the line of the order out, and give the cost"
        case .confirmsTooMuch: "amend the order to what the supplier will send"
        case .belowReceived(_, _, _, let settled): "order \(settled) or more"
        case .cancelsTooMuch(_, _, _, let open): open > 0 ? "cancel \(open) or fewer" : "nothing is left to cancel"
        case .costIsNegative: "give a cost of 0 or more"
        case .unknownSupplier: "load it with the master data: stockroom import --help"
        case .supplierInactive: "order from another supplier, or make it active in the master data"
        case .otherCurrency(_, _, let currency): "order in \(currency)"
        case .unknownSKU(let sku): "define it: stockroom define sku \(sku.rawValue), or load the master data"
        case .skuInactive: "make it active in the master data, or leave it out"
        case .noPrice(let sku, _, _): "give the cost: --line \(sku.rawValue):QUANTITY@COST, or load a price"
        case .notWholePacks(_, let quantity, let pack):
            "order \(quantity / pack * pack + pack)\(quantity > pack ? " or \(quantity / pack * pack)" : "")"
        case .belowQuantity(_, _, let min): "order \(min) or more"
        case .aboveQuantity(_, _, let max): "order \(max) at most, or make several orders"
        case .belowValue(let order, _, _): "order more: stockroom po amend \(order) --add SKU:QUANTITY"
        case .unknownSite: "see: stockroom define site --help"
        }
    }

    private static func remedy(_ order: UInt64, _ event: String, _ state: PurchaseOrder.State) -> String {
        switch state {
        case .draft: "submit it first: stockroom po submit \(order)"
        case .waiting:
            "have it approved, or withdraw it: stockroom approval list --subject \(PurchaseOrder.key(of: order))"
        case .approved: event == "submit" ? "nothing is left to do" : "send it first: stockroom po send \(order)"
        case .sent, .confirmed: "the supplier has it: amend it, close it or cancel it"
        case .closed, .cancelled: "make another order"
        }
    }
}
