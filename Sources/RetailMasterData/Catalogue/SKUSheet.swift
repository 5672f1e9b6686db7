public import RetailDocuments
import StockModel

/// All that is known of a SKU.
public struct SKUSheet: Hashable, Sendable {
    /// The SKU itself.
    public var sku: StockKeepingUnit
    /// The style that it is a variant of.
    public var product: Product?
    /// What it is made of, where it is a kit.
    public var kit: Kit?
    /// Its units, the base unit first.
    public var units: [UnitRatio]
    /// Its barcodes, by number.
    public var barcodes: [Barcode]
    /// What suppliers ask for it, by supplier and first day.
    public var prices: [SupplierPrice]
}

extension Workplace {
    /// The SKU of a code, or else of a number.
    ///
    /// - Throws: `MasterDataRule.notFound` as a rule.
    public func stockKeepingUnit(_ text: String) async throws(WorkflowFailure) -> StockKeepingUnit {
        if let sku = try await all(StockKeepingUnit.self, under: "sku.code/\(text)").first(where: { $0.code == text }) {
            return sku
        }
        guard let number = UInt64(text) else { throw .rule(MasterDataRule.notFound("SKU", text, noun: "sku")) }
        return try await stockKeepingUnit(number: number)
    }

    /// The SKU of a number.
    ///
    /// - Throws: `MasterDataRule.notFound` as a rule.
    public func stockKeepingUnit(number: UInt64) async throws(WorkflowFailure) -> StockKeepingUnit {
        var place = self
        let name = StockKeepingUnit.name(of: SKU(rawValue: number))
        guard let sku = try await place.master(StockKeepingUnit.self, name) else {
            throw .rule(MasterDataRule.notFound("SKU", "\(number)", noun: "sku"))
        }
        return sku
    }

    /// All that is known of the SKU of a code, or else of a number.
    ///
    /// - Throws: `MasterDataRule.notFound` as a rule.
    public func sheet(of text: String) async throws(WorkflowFailure) -> SKUSheet {
        var place = self
        let sku = try await stockKeepingUnit(text)
        var product: Product?
        if let code = sku.product { product = try await place.master(Product.self, code) }
        let general = try await all(UnitOfMeasure.self).compactMap { unit in
            unit.code == sku.baseUnit || sku.packs.contains { $0.unit == unit.code }
                ? nil : sku.ratio(of: unit.code, unit)
        }
        return SKUSheet(
            sku: sku, product: product, kit: try await place.master(Kit.self, sku.name),
            units: [UnitRatio(unit: sku.baseUnit, numerator: 1)] + sku.packs + general,
            barcodes: try await all(Barcode.self, under: "barcode.sku/\(sku.name)/"),
            prices: try await all(SupplierPrice.self, under: "supplier-price.sku/\(sku.name)/"))
    }

    /// What a GTIN is printed on.
    ///
    /// - Throws: `MasterDataRule` as a rule: it is none, or nothing has it.
    public func barcode(_ text: String) async throws(WorkflowFailure) -> Barcode {
        do throws(GTIN.Fault) { _ = try GTIN(text) } catch { throw .rule(MasterDataRule.notAGTIN(text, error)) }
        var place = self
        let name = Barcode(gtin: text, sku: 0).name
        guard let barcode = try await place.master(Barcode.self, name) else {
            throw .rule(MasterDataRule.notFound("barcode", text, noun: "barcode"))
        }
        return barcode
    }

    /// A supplier by his code.
    ///
    /// - Throws: `MasterDataRule.notFound` as a rule.
    public func supplier(_ code: String) async throws(WorkflowFailure) -> Supplier {
        var place = self
        guard let supplier = try await place.master(Supplier.self, code) else {
            throw .rule(MasterDataRule.notFound("supplier", code, noun: "supplier"))
        }
        return supplier
    }

    /// What a supplier asks, by SKU and first day.
    public func prices(ofSupplier code: String) async throws(WorkflowFailure) -> [SupplierPrice] {
        var place = self
        var list: [SupplierPrice] = []
        let prefix = SupplierPrice.prefix + code + "/"
        for record in try await read(MasterRecord<SupplierPrice>.self, under: prefix) {
            if let price = try await place.inForce(record.content) { list.append(price) }
        }
        return list
    }
}
