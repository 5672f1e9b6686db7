import RetailDocuments

extension ImportCheck {
    /// A unit's base is there, and is no ratio itself.
    mutating func checkUnits() {
        for row in set.units.rows {
            guard let base = row.content.base else { continue }
            require(base, of: set.units, by: row)
            if let unit = set.units.merged[base], unit.base != nil || base == row.content.code {
                note(.baseHasABase(row.content.code, base: base), at: row)
            }
        }
        // A stored unit may have got a base by the folder, and be the base of others.
        for row in set.units.rows where row.content.base != nil {
            let users = set.units.stored.values.filter { stored in
                stored.base == row.content.code && set.units.merged[stored.code] == stored
            }
            if let user = users.map(\.code).min() { note(.baseHasABase(user, base: row.content.code), at: row) }
        }
    }

    mutating func checkCatalogue() {
        requireDifferent(set.categories, { $0.number }) { .numberTwice("category", "\($0)", of: $1) }
        for row in set.categories.rows {
            require(row.content.parent, of: set.categories, by: row)
            checkParents(of: row)
        }
        requireDifferent(set.brands, { $0.number }) { .numberTwice("brand", "\($0)", of: $1) }
        for row in set.products.rows {
            require(row.content.category, of: set.categories, by: row)
            require(row.content.brand, of: set.brands, by: row)
        }
        requireDifferent(set.skus, { $0.code }) { .codeTwice("SKU", $0, of: $1) }
        for row in set.skus.rows {
            require(row.content.product, of: set.products, by: row)
            require(row.content.baseUnit, of: set.units, by: row)
            for pack in row.content.packs { require(pack.unit, of: set.units, by: row) }
            require(row.content.taxCode, of: set.taxCodes, by: row)
        }
        for row in set.barcodes.rows { requireSKU(row.content.sku, by: row) }
    }

    /// Goes up from a category until there is no parent, or it is met again.
    private mutating func checkParents(of row: ParsedRow<Category>) {
        var path = [row.content.code]
        var next = row.content.parent
        while let parent = next, path.count <= set.categories.merged.count + 1 {
            path.append(parent)
            if parent == row.content.code { return note(.categoryCycle(path), at: row) }
            if path.dropLast().contains(parent) { return }
            next = set.categories.merged[parent]?.parent
        }
    }
}
