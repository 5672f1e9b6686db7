import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import StockTesting

/// A small shop, in the form of files.
enum Shop {
    static let files: [String: String] = [
        "units.csv": "code,description,base,numerator,denominator\nEA,Each,,,\nCTN,Carton,,,\nDZ,Dozen,EA,12,\n",
        "categories.csv": "code,number,description,parent\nALL,1,Everything,\nSHIRTS,2,Shirts,ALL\n",
        "brands.csv": "code,number,private_label\nOWN,1,true\nACME,2,\n",
        "tax-codes.csv": "code,percent,description\nFULL,19,Full\nHALF,7.0000,Half\n",
        "products.csv": "code,description,category,brand\nTEE,T-shirt,SHIRTS,OWN\n",
        "skus.csv": """
        number,code,product,size,colour,base_unit,packs,tax_code,active
        1,TEE-S-RED,TEE,S,red,EA,CTN=24,FULL,
        2,TEE-M-RED,TEE,M,red,EA,CTN=24,FULL,true
        3,"BUTTON, small",,,,EA,,,
        10,PACK,,,,EA,,FULL,
        11,CHEST,,,,EA,,FULL,
        12,SPARE,,,,EA,,,

        """,
        "barcodes.csv": "gtin,sku,pack_quantity\n4006381333931,1,1\n10614141000415,1,24\n96385074,2,\n",
        "kits.csv": "sku,components\n11,10=2;3\n10,1=1;2=1\n",
        "suppliers.csv": """
        code,description,currency,lead_time_days,delivery_days,closed_days,order_value_min
        MILL,The Mill,EUR,14,1;3;5,2026-12-25;2026-12-26,250.00
        SHED,,USD,,,,

        """,
        "supplier-prices.csv": """
        supplier,sku,from,to,unit,pack,quantity_min,quantity_max,breaks
        MILL,1,2026-01-01,2026-06-30,CTN,24,48,,1=4.50;480=4.2001
        MILL,1,2026-07-01,,CTN,24,48,,1=4.75
        SHED,3,2026-01-01,,DZ,12,12,12000,12=0.05

        """,
        "sites.csv": "number,code,utc_offset_minutes\n1,TOWN,60\n2,WAREHOUSE,60\n",
        "locations.csv": """
        number,code,kind,site
        1,SUPPLIERS,supplier,
        2,CUSTOMERS,customer,
        10,TOWN-SHELF,stock,1
        20,WH-SHELF,stock,2
        21,WH-DOCK,receiving,2
        22,WH-BROKEN,damaged,2

        """,
        "channels.csv": "number,code,sites,accepts_backorders\n1,WEB,2;1=5,true\n2,TILL,1,\n",
        "price-lists.csv": "code,currency,tax_included\nSTREET,EUR,true\n",
        "prices.csv": "price_list,sku,from,to,price\nSTREET,1,2026-01-01,2026-12-31,19.95\nSTREET,1,2027-01-01,,21\n",
        "customers.csv": "code,group,price_list,tax_code,currency\nC-1,TRADE,STREET,FULL,EUR\n",
        "opening-stock.csv": """
        sku,location,quantity,unit_cost
        1,10,40,4.5000
        2,10,0,4.5
        1,20,480,4.2001
        3,21,100000,0.0512

        """,
    ]

    static var folder: ImportFolder { folder(files) }

    static func folder(_ files: [String: String]) -> ImportFolder {
        ImportFolder(files: files.mapValues { Array($0.utf8) })
    }

    /// The shop with some files as said; nil: without the file.
    static func folder(with changes: [String: String?]) -> ImportFolder {
        folder(files.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) })
    }

    /// The shop with rows at the end of a file.
    static func folder(adding rows: String, to file: String) -> ImportFolder {
        folder(with: [file: (files[file] ?? "") + rows + "\n"])
    }
}

/// Once in this process and once over the wire.
func everywhere(_ body: (any StockQueries) async throws -> Void) async throws {
    try await withTemporaryStock { stock, _ in try await body(stock) }
    try await withTemporaryServer { client, _ in try await body(client) }
}

/// A stock that is lost at its nth change: before it happens, or after it without an answer.
final class MortalStock: StockQueries {
    private let stock: any StockQueries
    private let changesLeft: Counter
    private let happens: Bool

    /// So many changes, one after the other.
    actor Counter {
        private(set) var count: Int
        init(_ count: Int) { self.count = count }
        func next() -> Int {
            count -= 1
            return count
        }
    }

    init(_ stock: any StockQueries, afterChanges count: Int, lastHappens: Bool) {
        self.stock = stock
        changesLeft = Counter(count)
        happens = lastHappens
    }

    func submit(_ command: Command) async throws(StockFailure) -> Answer {
        let left = await changesLeft.next()
        if left < -1 || left == -1 && !happens { throw .closed }
        let answer = try await stock.submit(command)
        if left == -1 { throw .closed }
        return answer
    }

    func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] {
        var answers: [Answer] = []
        for command in commands { answers.append(try await submit(command)) }
        return answers
    }

    func result(of query: Query) async throws(StockFailure) -> QueryResult { try await stock.result(of: query) }
}

/// All that an import can have left, without the moments at which it did.
struct StoreContents: Equatable {
    struct Paper: Equatable {
        var key: String
        var type: UInt16
        var body: String
        var terms: [String]
    }

    struct Line: Equatable {
        var sku: SKU
        var from: LocationID
        var to: LocationID
        var quantity: Quantity
        var reason: Reason
        var attributes: LineAttributes
        var document: DocumentKey?
    }

    var papers: [Paper] = []
    var skus: [SKUDefinition?] = []
    var sites: [SiteDefinition] = []
    var locations: [LocationDefinition] = []
    var channels: [ChannelDefinition] = []
    var movements: [Line] = []

    init(of stock: any StockQueries) async throws {
        var scan = Scan(limit: Scan.limitMax)
        repeat {
            let page = try await stock.documents(scan)
            papers += page.elements.map { document in
                Paper(
                    key: document.key.description, type: document.type,
                    body: String(decoding: document.body, as: UTF8.self),
                    terms: document.terms.map(\.description))
            }
            scan.cursor = page.cursor
        } while scan.cursor != nil
        for number in UInt64(1)...20 { skus.append(try await stock.definition(of: SKU(rawValue: number))) }
        sites = try await stock.sites()
        locations = try await stock.locations()
        channels = try await stock.channels()
        movements = try await stock.movements(after: .none, limit: 1_000).map {
            Line(
                sku: $0.sku, from: $0.from, to: $0.to, quantity: $0.quantity, reason: $0.reason,
                attributes: $0.attributes, document: $0.document)
        }
    }
}

extension Workplace {
    /// The files that an export writes, as texts.
    func exported() async throws(WorkflowFailure) -> [String: String] {
        var files: [String: String] = [:]
        for file in try await exportMasterData() { files[file.name] = String(decoding: file.bytes, as: UTF8.self) }
        return files
    }
}
