public import RetailDocuments
public import RetailRecords

/// What does not allow a row of a file to come into force.
public enum ImportRule: Rule {
    // The file.
    case unknownFile(String, known: [String])
    case noHeader([String])
    case columnMissing(String)
    case unknownColumn(String, [String])
    case columnTwice(String)

    // The row as it stands.
    case malformed(RecordFault)
    case notUTF8
    case tooLong(max: Int)

    // One field.
    case empty(String)
    case notANumber(String, String)
    case outOfRange(String, String, least: String, most: String)
    case notPositive(String, String)
    case negative(String, String)
    case notAnAmount(String, String)
    case notADay(String, String)
    case notAFlag(String, String)
    case notACode(String, String, bytesMax: Int)
    case notACurrency(String, String)
    case notAList(String, String, form: String)
    case outOfOrder(String, String)
    case notAChoice(String, String, [String])

    // Rows beside one another.
    case twice(String, String, line: Int)
    case codeTwice(String, String, of: String)
    case numberTwice(String, String, of: String)
    /// Nothing of this name, in the folder or stored; the kind, the name, and the file that would have it.
    case unknown(String, String, file: String)

    // Units, catalogue and barcodes.
    case unitWithoutBase(String)
    case baseHasABase(String, base: String)
    case packTwice(String)
    case packIsBaseUnit(String)
    case categoryCycle([String])
    case gtinInvalid(String)
    case checkDigit(String, expected: Int)
    case gtinTwice(String, line: Int)

    // Kits.
    case kitCycle([UInt64])
    case kitTooDeep(max: Int)
    case kitTooLarge(max: Int)
    case componentTwice(UInt64)

    // Suppliers and prices.
    case supplierWithoutCurrency
    case priceWithoutSupplier
    case datesOverlap(String, from: String, to: String?)
    case endsBeforeItBegins
    case breaksOutOfOrder(Int64)
    case unitNotOfSKU(String, UInt64)
    case mostBelowLeast

    // Places and channels.
    case siteOfLocation(String, isPhysical: Bool)
    case locationIsFixed(UInt32)
    case siteTwice(UInt32)
    case holdsOutOfOrder

    // Opening stock.
    case notAPlaceForStock(String)
    case kitHasNoStock(UInt64)
    case alreadyBooked(quantity: Int64, unitCost: Money)
    case noSupplierLocation
    case sumTooLarge
}
