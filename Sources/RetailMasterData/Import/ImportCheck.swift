import RetailDocuments
import StockModel

/// Finds every rule that the rows of a folder break beside one another and beside what is stored.
struct ImportCheck {
    let set: MasterDataSet
    let engine: EngineFacts
    var problems: [ImportProblem] = []

    init(_ set: MasterDataSet, _ engine: EngineFacts) {
        self.set = set
        self.engine = engine
    }

    mutating func run() {
        checkUnits()
        checkCatalogue()
        checkKits()
        checkSuppliers()
        checkPlaces()
        checkSales()
        checkOpeningStock()
    }

    mutating func note<Content: FileKind>(_ rule: ImportRule, at row: ParsedRow<Content>) {
        problems.append(ImportProblem(file: Content.file.name, line: row.line, rule: rule))
    }

    /// Notes what is named and not there.
    mutating func require<Content: FileKind, Other: FileKind>(
        _ name: String?, of others: KindRows<Other>, called what: String? = nil, as label: String? = nil,
        by row: ParsedRow<Content>
    ) {
        guard let name, !name.isEmpty, others.merged[name] == nil else { return }
        note(.unknown(what ?? Other.file.what, label ?? name, file: Other.file.name), at: row)
    }

    mutating func requireSKU<Content: FileKind>(_ number: UInt64, by row: ParsedRow<Content>) {
        require(StockKeepingUnit.name(of: SKU(rawValue: number)), of: set.skus, as: "\(number)", by: row)
    }

    /// Notes rows that say what is said by another one already, in the folder or stored.
    mutating func requireDifferent<Content: FileKind, Value: Hashable>(
        _ rows: KindRows<Content>, _ value: (Content) -> Value, _ rule: (Value, String) -> ImportRule
    ) {
        let named = Set(rows.rows.map(\.content.name))
        var owners: [Value: String] = [:]
        for (name, content) in rows.stored where !named.contains(name) { owners[value(content)] = content.label }
        for row in rows.rows {
            let value = value(row.content)
            if let owner = owners[value] {
                note(rule(value, owner), at: row)
            } else {
                owners[value] = row.content.label
            }
        }
    }
}
