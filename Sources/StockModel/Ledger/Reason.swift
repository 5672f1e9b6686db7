/// Why units moved.
///
/// A closed list; the numbers are stored and never reused.
public enum Reason: UInt8, Sendable, CaseIterable {
    case receive = 1
    case putaway = 2
    /// Shipped or sold.
    case issue = 3
    case transferOut = 4
    case transferIn = 5
    case returnIn = 6
    case disposition = 7
    case adjust = 8
    case count = 9
    case scrap = 10
    case supplierReturn = 11
    case repairOut = 12
    case repairIn = 13
    case assemble = 14
    case disassemble = 15
    case relabel = 16
    case reverse = 17
}
