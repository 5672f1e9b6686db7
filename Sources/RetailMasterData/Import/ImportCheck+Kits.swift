import RetailDocuments
import StockModel

extension ImportCheck {
    private static var depthMax: Int { Int(CommandLimits.kitDepthMax) }
    private static var componentsMax: Int { CommandLimits.kitComponentsMax }

    /// What the engine would refuse of kits, said of the row.
    mutating func checkKits() {
        var cycles: [UInt64: [UInt64]] = [:]
        for row in set.kits.rows { cycles[row.content.sku] = cycle(through: row.content.sku) }
        for row in set.kits.rows {
            let kit = row.content
            requireSKU(kit.sku, by: row)
            for component in kit.components { requireSKU(component.sku, by: row) }
            if let cycle = cycles[kit.sku] {
                note(.kitCycle(cycle), at: row)
            } else if let rule = tooMuch(in: kit, besides: cycles) {
                note(rule, at: row)
            }
        }
        checkStoredKits(cycles)
    }

    /// A kit that is stored may contain one that the folder changes: then it is said of that one.
    private mutating func checkStoredKits(_ cycles: [UInt64: [UInt64]]) {
        let rows = Dictionary(set.kits.rows.map { ($0.content.sku, $0) }) { first, _ in first }
        guard !rows.isEmpty else { return }
        for kit in set.kits.stored.values.sorted(by: { $0.sku < $1.sku }) where rows[kit.sku] == nil {
            let levels = levels(below: kit.sku)
            guard let row = levels.joined().compactMap({ rows[$0] }).min(by: { $0.line < $1.line }),
                let rule = tooMuch(in: kit, besides: cycles)
            else { continue }
            note(rule, at: row)
        }
    }

    private func tooMuch(in kit: Kit, besides cycles: [UInt64: [UInt64]]) -> ImportRule? {
        guard kit.components.count <= Self.componentsMax else { return .kitTooLarge(max: Self.componentsMax) }
        let levels = levels(below: kit.sku)
        // What is in a cycle has been said of the kits in it.
        if levels.joined().contains(where: { cycles[$0] != nil }) { return nil }
        if levels.count > Self.depthMax { return .kitTooDeep(max: Self.depthMax) }
        return fits(kit) ? nil : .kitTooLarge(max: Self.componentsMax)
    }

    private func components(of sku: UInt64) -> [Kit.Component] {
        set.kits.merged[StockKeepingUnit.name(of: SKU(rawValue: sku))]?.components ?? []
    }

    /// The components, their components and so on, each level once; one more than may be at most.
    private func levels(below kit: UInt64) -> [Set<UInt64>] {
        var levels: [Set<UInt64>] = []
        var level: Set = [kit]
        while levels.count <= Self.depthMax {
            level = Set(level.flatMap { components(of: $0).map(\.sku) })
            if level.isEmpty { break }
            levels.append(level)
        }
        return levels
    }

    /// The way from a kit to itself; nil: there is none, or it is longer than kits may be deep.
    private func cycle(through kit: UInt64) -> [UInt64]? {
        var parents: [UInt64: UInt64] = [:]
        var level = [kit]
        for _ in 0...Self.depthMax {
            var next: [UInt64] = []
            for parent in level {
                for component in components(of: parent).map(\.sku) {
                    if component == kit {
                        var way = [kit, parent]
                        while let last = way.last, last != kit, let above = parents[last] { way.append(above) }
                        return parent == kit ? [kit, kit] : way
                    }
                    guard parents[component] == nil else { continue }
                    parents[component] = parent
                    next.append(component)
                }
            }
            level = next
        }
        return nil
    }

    /// Whether it comes to no more SKUs than there may be, and to units that can be counted; it has no cycle.
    private func fits(_ kit: Kit) -> Bool {
        var plain: [UInt64: Int64] = [:]
        var kits: [UInt64: Int64] = [kit.sku: 1]
        for _ in 0...Self.depthMax where !kits.isEmpty {
            var next: [UInt64: Int64] = [:]
            for (sku, times) in kits {
                for component in components(of: sku) {
                    let (units, overflow) = component.quantity.multipliedReportingOverflow(by: times)
                    let isPlain = components(of: component.sku).isEmpty
                    let (sum, tooMany) = (isPlain ? plain : next)[component.sku, default: 0]
                        .addingReportingOverflow(units)
                    guard !overflow, !tooMany else { return false }
                    if isPlain { plain[component.sku] = sum } else { next[component.sku] = sum }
                }
            }
            kits = next
        }
        return plain.count <= Self.componentsMax
    }
}
