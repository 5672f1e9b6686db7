import RetailDocuments
import RetailPurchasing
import StockModel

extension ReceivingRule {
    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let reference): "there is no receipt \(reference)"
        case .noLine(let reference, let line): "receipt \(reference) has no line \(line)"
        case .isFinished(let reference): "receipt \(reference) is finished"
        case .differs(let reference): "receipt \(reference) is there already, with another content"
        case .lineDiffers(let reference, let line):
            "line \(line) of receipt \(reference) is there already, with another content"
        case .referenceUnreadable(let text): "\"\(text)\" is no reference"
        case .lineNumber(let line): "\(line) is no number of a line"
        case .needsSite: "without an order, the site is not known"
        case .otherSite(let order, let site): "order \(order) is delivered to site \(site.rawValue)"
        case .otherSupplier(let order, let supplier): "order \(order) is one of supplier \(supplier)"
        case .unknownSupplier(let supplier): "there is no supplier \(supplier)"
        case .unknownSite(let site): "there is no site \(site.rawValue)"
        case .noPlace(let site, let kind): "site \(site.rawValue) has no location of kind \(kind)"
        case .otherSKU(let order, let line, let sku): "line \(line) of order \(order) is about SKU \(sku.rawValue)"
        case .quantityNotPositive(let units): "a quantity is more than zero, not \(units)"
        case .beyondRange: "the quantity or the amount is beyond what can be counted"
        case .implausible(let units, let ordered):
            "\(units) units have come where \(ordered == 0 ? "none were" : "\(ordered) were") ordered"
        case .needsCost: "without an order, the cost of a unit is not known"
        case .surplusNeedsCost(let reference, let line):
            "neither the order nor the receipt says what a unit of line \(line) of receipt \(reference) costs"
        case .costDiffers(let reference, let line, let cost):
            "a unit of line \(line) of receipt \(reference) costs \(cost), as the order or the receipt says"
        case .costIsNegative: "a cost is zero or more"
        case .ownSurplus(let reference, let line):
            "nobody accepts what he has received himself beyond what was ordered: line \(line) of receipt \(reference)"
        case .surplusNeedsApproval(_, _, let order, let value, _):
            "with these units order \(order) comes to \(value), which needs an approval"
        case .approvalNeedsReason(let reference, let line, let order):
            "who accepts line \(line) of receipt \(reference) approves more of order \(order), and says why"
        case .orderIsCancelled(_, _, let order): "order \(order) is cancelled: nothing more is accepted on it"
        case .isDecided(let reference, let line, let last):
            "what was too much of line \(line) of receipt \(reference) is decided already: \(last.units) "
                + "\(last.accepts ? "accepted" : "refused") by principal \(last.principal)"
                + (last.timeMilliseconds.map { ", \(CivilTime(milliseconds: $0).textInUTC)" } ?? "")
        case .surplusExceeded(let reference, let line, let asked, let waiting):
            "\(waiting) units of line \(line) of receipt \(reference) wait for a decision, not \(asked)"
        case .tooManyDecisions(let reference, let line):
            "line \(line) of receipt \(reference) has had as many decisions as a line can have"
        case .needsReason: "who refuses says why"
        case .unknownBarcode(let text): "no SKU has the barcode \(text)"
        case .hashUnreadable(let text): "\"\(text)\" is no SHA-256: 64 hexadecimal digits"
        case .attachedTooOften(let hash): "file \(hash) is attached to as many documents as a file can be"
        case .toleranceMakesNoSense: "a tolerance is 0 to 10,000 basis points, or zero or more units"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound: "stockroom receipt list shows those that are open"
        case .noLine: "stockroom receipt show lists its lines"
        case .isFinished: "open another receipt for what comes later"
        case .differs: "give the new receipt another reference"
        case .lineDiffers: "give the new line another number"
        case .referenceUnreadable: "1 to 80 letters, digits and signs, without a slash"
        case .lineNumber: "number the lines from 1 to 9999"
        case .needsSite: "name the site"
        case .otherSite: "receive it there, or amend the order"
        case .otherSupplier: "leave the supplier out, or name the right order"
        case .unknownSupplier: "bring him in with the master data: stockroom import"
        case .unknownSite, .noPlace: "define it: stockroom define"
        case .otherSKU: "leave the line out: the SKU finds its lines, or is a wrong item"
        case .quantityNotPositive, .beyondRange, .costIsNegative: "give another number"
        case .implausible: "correct the number, or say that it is meant: --confirm-quantity"
        case .needsCost: "say what a unit costs"
        case .surplusNeedsCost(let reference, let line):
            "say it: stockroom receipt accept \(reference) --line \(line) --cost AMOUNT, or refuse them"
        case .costDiffers: "leave the cost out"
        case .ownSurplus: "have it accepted by somebody else, or refuse it"
        case .surplusNeedsApproval(let reference, let line, _, _, let approvers):
            approvers.isEmpty
                ? "name another approver: stockroom policy set \(PurchaseOrder.policy), or refuse it"
                : "have it accepted by \(approvers.map { "principal \($0.rawValue)" }.joined(separator: " or ")), or "
                    + "refuse it: stockroom receipt refuse \(reference) --line \(line)"
        case .approvalNeedsReason: "give a reason"
        case .orderIsCancelled(let reference, let line, _):
            "send it back: stockroom receipt refuse \(reference) --line \(line)"
        case .isDecided(let reference, _, _):
            "nothing more is needed: stockroom receipt show \(reference) says what was decided"
        case .surplusExceeded: "stockroom receipt show says what waits"
        case .tooManyDecisions: "decide about all that is left in one"
        case .needsReason: "give a reason"
        case .unknownBarcode: "enter the SKU by hand, and add the barcode to the master data"
        case .hashUnreadable: "attach the file itself: stockroom receipt attach"
        case .attachedTooOften: "attach a copy that says which document it is about"
        case .toleranceMakesNoSense: "give another number"
        }
    }
}
