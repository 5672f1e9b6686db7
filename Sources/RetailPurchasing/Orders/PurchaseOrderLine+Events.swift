public import RetailDocuments

extension PurchaseOrderLine {
    /// What can happen to a line.
    ///
    /// Quantities are base units, greater than zero.
    public enum Event: Hashable, Sendable {
        /// So many have come: what is open first, then as much beyond it as the tolerance allows in all.
        ///
        /// Without a cost, each costs what was agreed.
        case receive(Int64, on: CalendarDay, unitCost: Money? = nil, tolerance: Int64 = 0)
        /// A buyer accepts so many that came beyond what was ordered.
        case acceptOver(Int64, on: CalendarDay, unitCost: Money? = nil)
        /// So many of what has come have failed an inspection.
        case reject(Int64)
        /// So many of those that were said to have failed have not: the record that said so was ended.
        case withdrawRejection(Int64)
        /// So many of what has come go back to the supplier; those that have failed first, where they come from where such
        /// goods lie.
        case sendBack(Int64, rejected: Bool = false)
        /// A bill for so many is accepted.
        case bill(Int64)
        /// The supplier sends so many of what is open, and on that day; nil: as agreed.
        ///
        /// What he does not send is cancelled.
        case confirm(quantity: Int64? = nil, due: CalendarDay? = nil)
        /// Another quantity, cost or day is ordered; nil: the same.
        case amend(ordered: Int64? = nil, unitCost: Money? = nil, due: CalendarDay? = nil)
        /// So many of what is open are not expected any more.
        case cancel(Int64)
        /// Nothing of what is open is expected any more; nothing happens where nothing is.
        case closeShort
    }

    /// What it is after something has happened.
    ///
    /// - Throws: the rule that does not allow it.
    public func after(_ event: Event) throws(PurchaseOrderRule) -> PurchaseOrderLine {
        var next = self
        switch event {
        case .receive(let quantity, let day, let cost, let tolerance):
            try Self.require(quantity)
            guard quantity <= acceptable(tolerance: tolerance) else {
                throw .overReceipt(order, line, quantity: quantity, open: open, tolerance: left(of: tolerance))
            }
            next.received += min(quantity, open)
            next.over += max(0, quantity - open)
            try next.count(quantity, on: day, unitCost: cost ?? unitCost)
        case .acceptOver(let quantity, let day, let cost):
            try Self.require(quantity)
            let (sum, overflow) = arrived.addingReportingOverflow(quantity)
            guard !overflow, sum <= Self.quantityMax else { throw .beyondRange }
            next.over += quantity
            try next.count(quantity, on: day, unitCost: cost ?? unitCost)
        case .reject(let quantity):
            try Self.require(quantity)
            guard quantity <= arrived - rejected else {
                throw .rejectsTooMuch(order, line, quantity: quantity, left: arrived - rejected)
            }
            next.rejected += quantity
        case .withdrawRejection(let quantity):
            try Self.require(quantity)
            guard quantity <= rejectedHere else {
                throw .rejectsTooMuch(order, line, quantity: -quantity, left: -rejectedHere)
            }
            next.rejected -= quantity
        case .sendBack(let quantity, let areRejected):
            try Self.require(quantity)
            guard quantity <= arrived - returned else {
                throw .returnsTooMuch(order, line, quantity: quantity, left: arrived - returned)
            }
            let before = returnedOfRejected ?? min(rejected, returned)
            next.returned += quantity
            next.returnedOfRejected = before + (areRejected ? max(0, min(quantity, rejected - before)) : 0)
        case .bill(let quantity):
            try Self.require(quantity)
            let (sum, overflow) = billed.addingReportingOverflow(quantity)
            guard !overflow else { throw .beyondRange }
            next.billed = sum
        case .confirm(let quantity, let due):
            if let quantity {
                guard quantity >= 0 else { throw .quantityNotPositive }
                guard quantity <= open else { throw .confirmsTooMuch(order, line, quantity: quantity, open: open) }
                next.cancelled += open - quantity
            }
            if let due { next.dueDay = due }
        case .amend(let quantity, let cost, let due):
            if let quantity {
                try Self.require(quantity)
                guard quantity >= received + cancelled else {
                    throw .belowReceived(order, line, ordered: quantity, settled: received + cancelled)
                }
                next.ordered = quantity
            }
            if let cost {
                guard cost >= .zero else { throw .costIsNegative(order, line) }
                next.unitCost = cost
            }
            if let due {
                next.requestedDay = due
                next.dueDay = due
            }
        case .cancel(let quantity):
            try Self.require(quantity)
            guard quantity <= open else { throw .cancelsTooMuch(order, line, quantity: quantity, open: open) }
            next.cancelled += quantity
        case .closeShort: next.cancelled += open
        }
        return next
    }

    /// How many more may come: what is open, and what the tolerance leaves beyond it.
    public func acceptable(tolerance: Int64) -> Int64 { open + left(of: tolerance) }

    /// The most base units of a line: far from where sums would leave their range.
    public static let quantityMax: Int64 = 1 << 50

    /// Where days of a delivery are told apart; later ones are counted with the last of them.
    static let deliveriesMax = 500

    private func left(of tolerance: Int64) -> Int64 {
        max(0, min(tolerance, Self.quantityMax - ordered) - over)
    }

    private mutating func count(
        _ quantity: Int64, on day: CalendarDay, unitCost: Money
    ) throws(PurchaseOrderRule) {
        guard let cost = unitCost.times(quantity), let sum = receivedCost.adding(cost) else { throw .beyondRange }
        receivedCost = sum
        if let place = deliveries.firstIndex(where: { $0.day == day }) {
            deliveries[place].quantity += quantity
        } else if deliveries.count < Self.deliveriesMax {
            let place = deliveries.firstIndex { $0.day > day } ?? deliveries.endIndex
            deliveries.insert(Delivery(day: day, quantity: quantity), at: place)
        } else {
            deliveries[deliveries.endIndex - 1].quantity += quantity
        }
    }

    static func require(_ quantity: Int64) throws(PurchaseOrderRule) {
        guard quantity > 0 else { throw .quantityNotPositive }
        guard quantity <= quantityMax else { throw .beyondRange }
    }
}
