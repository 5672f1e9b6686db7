public import Foundation

/// What the store holds of the Online Retail invoices replayed into it.
///
/// Everything is read from there: rows from the file's import record, documents, lines and values from the invoices,
/// findings from the inspections, units from movements, and what is left from levels.
public struct OnlineRetailFigures: Codable, Equatable, Sendable {
    /// Records of the file.
    public var rows = 0
    /// Of those, malformed rows.
    public var malformedRows = 0
    /// Documents that a malformed row has taken with it.
    public var documentsLeftOut = 0
    /// Invoices in the store.
    public var documents = 0
    /// Different goods codes on them.
    public var goodsCodes = 0
    /// Received from the supplier before the first invoice.
    public var openingUnits: Int64 = 0
    /// Sales, free goods included.
    public var sales = Side()
    /// Returns.
    public var returns = Side()
    /// Adjustments downward.
    public var adjustmentsDown = Side()
    /// Adjustments upward.
    public var adjustmentsUp = Side()
    /// Lines of returns of which every unit went back to a sale.
    public var returnLinesMatchedInFull = 0
    /// Lines of returns of which some units did.
    public var returnLinesMatchedInPart = 0
    /// Lines of returns of which none did, since they name no customer.
    public var orphanLinesNoCustomer = 0
    /// Lines of returns of which none did, since the customer had not bought the code before.
    public var orphanLinesNoEarlierSale = 0
    /// Lines of returns of which none did, since all had been returned before.
    public var orphanLinesUsedUp = 0
    /// Units that came back and are in stock again.
    public var matchedUnits: Int64 = 0
    /// Units that came back and are in quarantine.
    public var orphanUnits: Int64 = 0
    /// On hand in the web shop's stock.
    public var stockLeft: Int64 = 0
    /// On hand in the web shop's quarantine.
    public var quarantineLeft: Int64 = 0
    /// Goods sold, in the file's currency.
    public var salesValue: Decimal = 0
    /// Goods returned.
    public var returnsValue: Decimal = 0
    /// Rows that are no goods.
    public var chargesValue: Decimal = 0

    /// One kind of document.
    public struct Side: Codable, Equatable, Sendable {
        /// Documents of the kind.
        public var documents = 0
        /// Rows with a goods code.
        public var lines = 0
        /// Units moved.
        public var units: Int64 = 0

        /// So many documents, with so many lines and units.
        public init(documents: Int = 0, lines: Int = 0, units: Int64 = 0) {
            self.documents = documents
            self.lines = lines
            self.units = units
        }
    }

    /// Nothing yet.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case rows, documents, sales, returns
        case malformedRows = "malformed_rows"
        case documentsLeftOut = "documents_left_out"
        case goodsCodes = "goods_codes"
        case openingUnits = "opening_units"
        case adjustmentsDown = "adjustments_down"
        case adjustmentsUp = "adjustments_up"
        case returnLinesMatchedInFull = "return_lines_matched_in_full"
        case returnLinesMatchedInPart = "return_lines_matched_in_part"
        case orphanLinesNoCustomer = "orphan_lines_no_customer"
        case orphanLinesNoEarlierSale = "orphan_lines_no_earlier_sale"
        case orphanLinesUsedUp = "orphan_lines_used_up"
        case matchedUnits = "matched_units"
        case orphanUnits = "orphan_units"
        case stockLeft = "stock_left"
        case quarantineLeft = "quarantine_left"
        case salesValue = "sales_value"
        case returnsValue = "returns_value"
        case chargesValue = "charges_value"
    }
}
