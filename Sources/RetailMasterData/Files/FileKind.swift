/// Master data that comes in a file of its own, one row each.
protocol FileKind: MasterData {
    /// The file, and its columns in the order in which they are written where no file says otherwise.
    static var file: FileFormat { get }
    /// Where its rows stand among those of a folder.
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { get }
    /// What the row says; what is wrong with it is noted there.
    init(_ row: inout RowReader)
    /// Says the same in cells.
    func write(_ row: inout RowWriter)
    /// What it means that two rows of a file are called the same.
    static func twice(_ content: Self, line: Int) -> ImportRule
}

extension FileKind {
    static func twice(_ content: Self, line: Int) -> ImportRule { .twice(file.what, content.label, line: line) }

    /// What it is called by, without the zeros that keep keys in order.
    var label: String {
        name.split(separator: "/").map { part in
            let digits = part.drop { $0 == "0" }
            return part.count >= 10 && part.allSatisfy(\.isNumber) && !digits.isEmpty ? digits : part
        }.joined(separator: " ")
    }
}

/// What a file of a kind looks like.
struct FileFormat {
    /// Such as `skus.csv`.
    let name: String
    /// What a row is, such as `SKU`.
    let what: String
    /// The columns that there have to be.
    let required: [String]
    /// The columns that there may be.
    let optional: [String]

    init(_ name: String, _ what: String, required: [String], optional: [String] = []) {
        self.name = name
        self.what = what
        self.required = required
        self.optional = optional
    }

    var columns: [String] { required + optional }
}

/// All rows of a folder, by kind, with what is stored.
struct MasterDataSet {
    var units = KindRows<UnitOfMeasure>()
    var categories = KindRows<Category>()
    var brands = KindRows<Brand>()
    var taxCodes = KindRows<TaxCode>()
    var products = KindRows<Product>()
    var skus = KindRows<StockKeepingUnit>()
    var barcodes = KindRows<Barcode>()
    var kits = KindRows<Kit>()
    var suppliers = KindRows<Supplier>()
    var supplierPrices = KindRows<SupplierPrice>()
    var sites = KindRows<Site>()
    var locations = KindRows<Location>()
    var channels = KindRows<Channel>()
    var priceLists = KindRows<PriceList>()
    var prices = KindRows<Price>()
    var customers = KindRows<Customer>()
    var openingStock = KindRows<OpeningStock>()

    /// In the order in which they are read, written and explained.
    static var kinds: [any FileKind.Type] {
        [
            UnitOfMeasure.self, Category.self, Brand.self, TaxCode.self, Product.self, StockKeepingUnit.self,
            Barcode.self, Kit.self, Supplier.self, SupplierPrice.self, Site.self, Location.self, Channel.self,
            PriceList.self, Price.self, Customer.self, OpeningStock.self,
        ]
    }

    static var fileNames: [String] { kinds.map { $0.file.name } }
}

/// The rows of one kind: what the folder says, and what is in force.
struct KindRows<Content: FileKind> {
    /// The file, where the folder has it; its import has no number yet.
    var file: ImportedFile?
    /// It is in force byte for byte: nothing of it is to be imported.
    var isRepeated = false
    /// The rows that are to be imported.
    var rows: [ParsedRow<Content>] = []
    /// The rows that are in force already.
    var repeated: [ParsedRow<Content>] = []
    /// What is in force, by name.
    var stored: [String: Content] = [:]
    /// What will be: what is stored, with the rows over it.
    var merged: [String: Content] = [:]

    mutating func merge() {
        if isRepeated {
            repeated = rows
            rows = []
        }
        merged = stored
        for row in rows { merged[row.content.name] = row.content }
    }
}

/// A row of a file, as it stands there and as it is understood.
struct ParsedRow<Content: FileKind> {
    /// The line on which it begins, from 1.
    var line: Int
    /// How many rows stand before it.
    var place: Int
    /// All of it, with the blank lines before it and its line break.
    var text: String
    var content: Content
}
