/// What a store holds after a replay of AdventureWorks, all of it read back.
public struct AdventureWorksFigures: Codable, Hashable, Sendable {
    /// Purchase orders.
    public var orders = 0
    /// Their lines.
    public var lines = 0
    /// Receipts.
    public var receipts = 0
    /// Base units.
    public var ordered: Int64 = 0
    /// Base units that came, by the ledger.
    public var received: Int64 = 0
    /// Base units of these that failed and went to quarantine, by the ledger.
    public var rejected: Int64 = 0
    /// Base units that lie at places of kind stock, by their levels.
    public var stocked: Int64 = 0
    /// Base units that are not expected any more.
    public var cancelled: Int64 = 0
    /// Lines of which some are not.
    public var shortLines = 0
    /// Lines of which the document, or the ledger, says something else than the file.
    public var linesThatDiffer = 0
    /// All that was ordered, at the costs of the lines of the orders.
    public var orderedValue = "0"
    /// What lies at places of kind stock, at the cost that the ledger says it was received at.
    public var stockedValue = "0"

    private enum CodingKeys: String, CodingKey {
        case orders, lines, receipts, ordered, received, rejected, stocked, cancelled
        case shortLines = "short_lines"
        case linesThatDiffer = "lines_that_differ"
        case orderedValue = "ordered_value"
        case stockedValue = "stocked_value"
    }
}
