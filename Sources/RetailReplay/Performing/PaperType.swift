/// What the documents of replays are.
///
/// The numbers are stored and never reused. Those below 100 are the engine's, which knows inspections and approvals.
public enum PaperType: UInt16, Sendable, CaseIterable {
    /// One per file: how many rows it had and what became of them.
    case importRecord = 101
    /// The opening stock of one location, received from the supplier.
    case opening = 102
    /// A basket as the file says it.
    case basket = 103
    /// What a basket asked for and did not get.
    case unmetDemand = 104
    /// An invoice as the file says it: its first rows.
    case invoice = 105
    /// Further rows of an invoice.
    case invoiceRows = 106
    /// What a replay through many channels came to.
    case omnichannelFigures = 109
    /// An order that lies ready at a store.
    case pickupOrder = 110
    /// What the reviewer found about the lines of a return.
    case inspection = 1
    /// The reviewer's word for an adjustment.
    case approval = 2
}
