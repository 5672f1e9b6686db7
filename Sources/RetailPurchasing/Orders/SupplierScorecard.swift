public import RetailDocuments
import StockModel

/// How well a supplier delivers, from the lines of his orders; in whole numbers, so that everybody comes to the same.
///
/// A line counts when it is finished: nothing of it is open, and its order was not cancelled. It was in full when nothing of
/// it was cancelled, since what a buyer does not want any more is amended away; and on time when all that came did so by
/// the day that was agreed last.
public struct SupplierScorecard: Hashable, Sendable {
    /// The code of the supplier.
    public let supplier: String
    /// Finished lines.
    public private(set) var lines: Int64 = 0
    /// Of these, those on which something came: lead times are measured on them.
    public private(set) var deliveredLines: Int64 = 0
    /// Of the finished lines, those on which all came.
    public private(set) var linesInFull: Int64 = 0
    /// Of the finished lines, those on which something came, and nothing after the day that was agreed last.
    public private(set) var linesOnTime: Int64 = 0
    /// Of the finished lines, those on which something came, and nothing after the day that was asked for.
    public private(set) var linesOnTimeAsAsked: Int64 = 0
    /// Of the finished lines, those in full and on time.
    public private(set) var linesOnTimeInFull: Int64 = 0
    /// Base units that came, of these lines.
    public private(set) var unitsArrived: Int64 = 0
    /// Base units of these that have failed an inspection.
    public private(set) var unitsRejected: Int64 = 0
    private var sumOfDays: Int128 = 0
    private var sumOfSquares: Int128 = 0

    /// Of no line yet.
    public init(supplier: String) { self.supplier = supplier }

    /// Counts a line, if it is finished; days of delivery are counted from the day on which the order was sent.
    public mutating func count(_ line: PurchaseOrderLine, sent: CalendarDay) {
        guard line.open == 0 else { return }
        lines += 1
        unitsArrived += line.arrived
        unitsRejected += line.rejected
        let isInFull = line.cancelled == 0
        if isInFull { linesInFull += 1 }
        guard let last = line.deliveries.last?.day else { return }
        deliveredLines += 1
        let days = Int128(last.number) - Int128(sent.number)
        sumOfDays += days
        sumOfSquares += days * days
        if last <= line.requestedDay { linesOnTimeAsAsked += 1 }
        guard last <= line.dueDay else { return }
        linesOnTime += 1
        if isInFull { linesOnTimeInFull += 1 }
    }

    /// The mean of the days from the order to the last delivery of a line, in hundredths of a day, rounded to the nearest;
    /// nil: nothing came.
    public var leadTimeMeanHundredths: Int64? {
        guard deliveredLines > 0 else { return nil }
        let (count, sum) = (Int128(deliveredLines), sumOfDays * 100)
        let doubled = 2 * sum + count
        let floored = doubled / (2 * count) - (doubled % (2 * count) < 0 ? 1 : 0)
        return Int64(clamping: floored)
    }

    /// The standard deviation of these days, in hundredths of a day, rounded down; nil: nothing came.
    public var leadTimeSpreadHundredths: Int64? {
        guard deliveredLines > 0 else { return nil }
        let count = Int128(deliveredLines)
        let variance = (count * sumOfSquares - sumOfDays * sumOfDays) * 10_000 / (count * count)
        return Int64(clamping: Self.squareRoot(of: variance))
    }

    /// A share of the finished lines in basis points, rounded down; nil: there is none.
    public func basisPoints(_ part: Int64) -> Int64? { Self.share(part, of: lines) }

    /// Rejected of arrived units in basis points, rounded down; nil: none came.
    public var rejectedBasisPoints: Int64? { Self.share(unitsRejected, of: unitsArrived) }

    private static func share(_ part: Int64, of whole: Int64) -> Int64? {
        whole > 0 ? Int64(clamping: Int128(part) * 10_000 / Int128(whole)) : nil
    }

    /// The largest whole number whose square is not above the value.
    static func squareRoot(of value: Int128) -> Int128 {
        guard value > 1 else { return max(0, value) }
        // Newton's way from above: each guess is nearer, and the first that is not is the root.
        var guess = Int128(1) << ((Int128.bitWidth - value.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (guess + value / guess) / 2
            if next >= guess { return guess }
            guess = next
        }
    }
}

extension Workplace {
    /// How well a supplier has delivered what was ordered in some days, first and last included.
    public func scorecard(
        of supplier: String, ordered days: ClosedRange<CalendarDay>
    ) async throws(WorkflowFailure) -> SupplierScorecard {
        var card = SupplierScorecard(supplier: supplier)
        for file in try await purchaseOrders(in: [.sent, .confirmed, .closed], of: supplier) {
            let order = file.order.content
            guard let sent = order.sentDay, days.contains(order.orderedDay) else { continue }
            for line in file.lines { card.count(line, sent: sent) }
        }
        return card
    }
}
