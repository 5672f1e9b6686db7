import ArgumentParser
import RetailDocuments
import RetailPurchasing
import StockModel

/// A line to be ordered: `4711:100`, `4711:9xCARTON`, `4711:100@2.50`.
struct OrderedLine: ExpressibleByArgument {
    var line: PurchaseOrderDraft.Line

    init?(argument: String) {
        var rest = argument[...]
        var cost: Money?
        if let at = rest.lastIndex(of: "@") {
            guard let amount = Money(rest[rest.index(after: at)...]) else { return nil }
            cost = amount
            rest = rest[..<at]
        }
        guard let colon = rest.firstIndex(of: ":"), let sku = UInt64(rest[..<colon]) else { return nil }
        let counted = rest[rest.index(after: colon)...].split(separator: "x", maxSplits: 1)
        guard let first = counted.first, let quantity = Int64(first) else { return nil }
        line = .init(
            SKU(rawValue: sku), quantity: quantity, unit: counted.count == 2 ? String(counted[1]) : nil,
            unitCost: cost)
    }
}

/// What a supplier says of a line: `1:80`, `1:80:2026-03-09`, `1::2026-03-09`.
struct ConfirmedLine: ExpressibleByArgument {
    var line: UInt32
    var quantity: Int64?
    var due: CalendarDay?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let line = UInt32(parts[0]) else { return nil }
        self.line = line
        if !parts[1].isEmpty {
            guard let quantity = Int64(parts[1]) else { return nil }
            self.quantity = quantity
        }
        if parts.count == 3 {
            guard let due = CalendarDay(parts[2]) else { return nil }
            self.due = due
        }
        if quantity == nil, due == nil { return nil }
    }
}

/// What is to be different in a line: `1:80`, `1:80@2.40`, `1:@2.40`, `1:80@2.40:2026-03-09`, `1::2026-03-09`.
struct AmendedLine: ExpressibleByArgument {
    var change: AmendmentDraft.Change

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let line = UInt32(parts[0]) else { return nil }
        change = .init(line: line)
        let amounts = parts[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if let first = amounts.first, !first.isEmpty {
            guard let quantity = Int64(first) else { return nil }
            change.ordered = quantity
        }
        if amounts.count == 2 {
            guard let cost = Money(amounts[1]) else { return nil }
            change.unitCost = cost
        }
        if parts.count == 3 {
            guard let due = CalendarDay(parts[2]) else { return nil }
            change.dueDay = due
        }
    }
}
