import RetailDocuments
import RetailRecords

/// The products, vendors, prices and locations of the folder, as its files say them; each refers only to what was taken too.
struct AdventureWorksSource {
    typealias Vendor = (code: String, name: String)
    typealias Product = (number: UInt64, code: String, name: String, subcategory: UInt64?)
    typealias Subcategory = (number: UInt64, name: String, category: UInt64)

    /// From one vendor, of one product.
    struct Price {
        var sku: UInt64
        /// The code of the vendor.
        var supplier: String
        var leadTimeDays: Int64
        var cost: Money
        var least: Int64
        var most: Int64
        var unit: String
    }

    /// By BusinessEntityID.
    private(set) var vendors: [UInt64: Vendor] = [:]
    /// By ProductID.
    private(set) var products: [UInt64: Product] = [:]
    private(set) var prices: [Price] = []
    private(set) var units: [(code: String, name: String)] = []
    private(set) var categories: [(number: UInt64, name: String)] = []
    private(set) var subcategories: [Subcategory] = []
    private(set) var locations: [(number: UInt32, name: String)] = []

    init(_ reading: inout FolderReading) throws(InputError) {
        try readVendors(&reading)
        try readUnits(&reading)
        try readCategories(&reading)
        try readProducts(&reading)
        try readPrices(&reading)
        try reading.each(.locations) { row throws(RowFault) in
            guard let number = UInt32(exactly: try row.number("LocationID")),
                !AdventureWorksMasterData.ownLocations.contains(number)
            else { throw RowFault(reason: .outOfRange(column: "LocationID")) }
            if locations.contains(where: { $0.number == number }) {
                throw RowFault(reason: .repeated(column: "LocationID"))
            }
            locations.append((number, row.text("Name")))
        }
    }

    private mutating func readVendors(_ reading: inout FolderReading) throws(InputError) {
        var codes: Set<String> = []
        try reading.each(.vendors) { row throws(RowFault) in
            let (number, code) = (try row.number("BusinessEntityID"), try row.code("AccountNumber"))
            guard vendors[number] == nil else { throw RowFault(reason: .repeated(column: "BusinessEntityID")) }
            guard codes.insert(code).inserted else { throw RowFault(reason: .repeated(column: "AccountNumber")) }
            vendors[number] = (code, row.text("Name"))
        }
    }

    private mutating func readUnits(_ reading: inout FolderReading) throws(InputError) {
        var codes: Set<String> = []
        try reading.each(.units) { row throws(RowFault) in
            let code = try row.code("UnitMeasureCode")
            guard codes.insert(code).inserted else { throw RowFault(reason: .repeated(column: "UnitMeasureCode")) }
            units.append((code, row.text("Name")))
        }
    }

    private mutating func readCategories(_ reading: inout FolderReading) throws(InputError) {
        try reading.each(.categories) { row throws(RowFault) in
            let number = try row.number("ProductCategoryID")
            if categories.contains(where: { $0.number == number }) {
                throw RowFault(reason: .repeated(column: "ProductCategoryID"))
            }
            categories.append((number, row.text("Name")))
        }
        try reading.each(.subcategories) { row throws(RowFault) in
            let (number, category) = (try row.number("ProductSubcategoryID"), try row.number("ProductCategoryID"))
            if subcategories.contains(where: { $0.number == number }) {
                throw RowFault(reason: .repeated(column: "ProductSubcategoryID"))
            }
            guard categories.contains(where: { $0.number == category }) else {
                throw RowFault(
                    reason: .unknown(column: "ProductCategoryID", file: AdventureWorksFile.categories.name))
            }
            subcategories.append((number, row.text("Name"), category))
        }
    }

    private mutating func readProducts(_ reading: inout FolderReading) throws(InputError) {
        let known = Set(subcategories.map(\.number))
        var codes: Set<String> = []
        try reading.each(.products) { row throws(RowFault) in
            let (number, code) = (try row.number("ProductID"), try row.code("ProductNumber"))
            let hasSubcategory = !row.text("ProductSubcategoryID").isEmpty
            let subcategory = hasSubcategory ? try row.number("ProductSubcategoryID") : nil
            if let subcategory, !known.contains(subcategory) {
                throw RowFault(
                    reason: .unknown(column: "ProductSubcategoryID", file: AdventureWorksFile.subcategories.name))
            }
            guard products[number] == nil else { throw RowFault(reason: .repeated(column: "ProductID")) }
            guard codes.insert(code).inserted else { throw RowFault(reason: .repeated(column: "ProductNumber")) }
            products[number] = (number, code, row.text("Name"), subcategory)
        }
    }

    private mutating func readPrices(_ reading: inout FolderReading) throws(InputError) {
        let known = Set(units.map(\.code))
        var seen: Set<[UInt64]> = []
        try reading.each(.prices) { row throws(RowFault) in
            let (sku, vendor) = (try row.number("ProductID"), try row.number("BusinessEntityID"))
            guard products[sku] != nil else {
                throw RowFault(reason: .unknown(column: "ProductID", file: AdventureWorksFile.products.name))
            }
            guard let supplier = vendors[vendor]?.code else {
                throw RowFault(reason: .unknown(column: "BusinessEntityID", file: AdventureWorksFile.vendors.name))
            }
            let unit = try row.code("UnitMeasureCode")
            guard known.contains(unit) else {
                throw RowFault(reason: .unknown(column: "UnitMeasureCode", file: AdventureWorksFile.units.name))
            }
            let least = try row.whole("MinOrderQty", in: 1...ReplayLimits.quantityMax)
            let price = Price(
                sku: sku, supplier: supplier, leadTimeDays: try row.whole("AverageLeadTime", in: 0...36_500),
                cost: try row.money("StandardPrice"), least: least,
                most: try row.whole("MaxOrderQty", in: least...ReplayLimits.quantityMax), unit: unit)
            guard seen.insert([sku, vendor]).inserted else {
                throw RowFault(reason: .repeated(column: "BusinessEntityID"))
            }
            prices.append(price)
        }
    }
}
