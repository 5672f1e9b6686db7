import StockModel

/// What the documents of workflows are.
///
/// The numbers are stored and never reused. Those below 100 are the engine's, which knows inspections and approvals;
/// those from 101 to 199 are the replays'.
public enum DocumentKind: UInt16, Sendable, CaseIterable {
    /// Somebody has looked at goods: the engine asks for one before they reach a shelf.
    case inspection = 1
    /// A word that somebody else has to give: the engine asks for one, and lets nobody give his own.
    case approval = 2

    /// The last number that a series has given.
    case numberSeries = 200
    /// From which value on, and by whom, something has to be approved.
    case approvalPolicy = 201
    /// What a policy was, who set it, and why.
    case policyRevision = 202
    /// Who may set policies.
    case policyAdministrators = 203

    case category = 210
    case brand = 211
    case unitOfMeasure = 212
    case product = 213
    case stockKeepingUnit = 214
    case barcode = 215
    case supplier = 216
    case supplierPrice = 217
    case customer = 218
    case priceList = 219
    case taxCode = 220
    case masterDataImport = 221
    case site = 222
    case location = 223
    case channel = 224
    case kit = 225
    /// What a SKU costs in a price list.
    case price = 226
    case openingStock = 227
    /// How a file of master data was written.
    case masterDataFile = 228
    /// Which import is under way.
    case masterDataDesk = 229

    case purchaseOrder = 240
    case purchaseOrderLine = 241
    case purchaseOrderAmendment = 242
    case supplierReturn = 243
    case supplierBill = 244
    case billTolerance = 245

    case receipt = 260
    case receiptLine = 261
    case attachment = 262
    case samplingPlan = 263
    case inspectionOrder = 264
    case putawayPlace = 265
    case putawayRule = 266
    case receivingPolicy = 267
    /// Units in receiving that records of inspections still claim.
    case inspectionHold = 268
}
