/// Which of the units that came are counted on which line of the order, and which are too many.
///
/// Decided from numbers alone.
struct ReceivingSplit: Hashable, Sendable {
    /// A line of the order that could take units.
    struct Line: Hashable, Sendable {
        var line: UInt32
        /// Base units that are expected.
        var open: Int64
        /// Base units beyond these that are tolerated.
        var tolerated: Int64
    }

    /// Units for lines of the order, in the order in which they were given; more than zero each.
    var allocations: [ReceiptLine.Allocation]
    /// Good units that are counted on the order.
    var good: Int64
    /// Damaged units that are counted on the order.
    var damaged: Int64
    /// Units that are counted on none, good ones first.
    var surplus: Int64

    /// What is open is filled first, line by line, then what is tolerated.
    ///
    /// What is beyond it is taken from the good units first, so that damaged ones are claimed on the order.
    init(good: Int64, damaged: Int64, over lines: [Line]) {
        var left = good + damaged
        var units = [Int64](repeating: 0, count: lines.count)
        for (place, line) in lines.enumerated() {
            units[place] = Swift.min(left, Swift.max(0, line.open))
            left -= units[place]
        }
        for (place, line) in lines.enumerated() {
            let more = Swift.min(left, Swift.max(0, line.tolerated))
            units[place] += more
            left -= more
        }
        allocations = zip(lines, units).filter { $1 > 0 }.map { .init(orderLine: $0.line, units: $1) }
        surplus = left
        let surplusOfGood = Swift.min(left, good)
        self.good = good - surplusOfGood
        self.damaged = damaged - (left - surplusOfGood)
    }
}
