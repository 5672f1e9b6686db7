import StockModel

extension SimpleStock {
    /// The lines of a request with their kits taken apart; each component has to be on sale.
    func takenApart(
        _ lines: [(sku: SKU, location: LocationID?, quantity: Quantity)], alsoInactive: Bool = false
    ) throws(Refused) -> [AskedLine] {
        var asked = plainly(lines)
        for index in asked.indices {
            let sku = lines[index].sku
            guard let kit = skus[sku], !kit.components.isEmpty else { continue }
            let components = try components(of: kit)
            for component in components {
                try require(alsoInactive || skus[component.sku]?.isActive == true, else: .skuInactive(component.sku))
            }
            asked[index].parts = components
            asked[index].kit = KitLine(line: UInt16(index), kit: sku, components: components)
        }
        return asked
    }

    func plainly(_ lines: [(sku: SKU, location: LocationID?, quantity: Quantity)]) -> [AskedLine] {
        lines.enumerated().map { index, line in
            AskedLine(
                number: UInt16(index), location: line.location, quantity: line.quantity,
                parts: [KitComponent(line.sku, quantity: 1)])
        }
    }

    /// What a kit comes to, taken apart and summed, in order of first appearance.
    func components(of kit: SKUDefinition) throws(Refused) -> [KitComponent] {
        var summed: [KitComponent] = []
        for component in kit.components {
            guard let definition = skus[component.sku] else { throw Refused(.unknownSKU(component.sku)) }
            let inner = definition.components.isEmpty ? nil : try components(of: definition)
            for part in inner ?? [KitComponent(component.sku, quantity: 1)] {
                let (quantity, overflow) = part.quantity.multipliedReportingOverflow(by: component.quantity)
                try require(!overflow, else: .overflow)
                guard let index = summed.firstIndex(where: { $0.sku == part.sku }) else {
                    summed.append(KitComponent(part.sku, quantity: quantity))
                    continue
                }
                summed[index].quantity = try checkedSum([summed[index].quantity, quantity])
            }
        }
        return summed
    }

    /// A kit is made of known SKUs, never of itself, and is not nested too deeply, nor are the kits that it is a part of.
    func checkComponents(of kit: SKUDefinition) throws(Refused) {
        guard !kit.components.isEmpty else { return }
        try require(
            kit.components.count <= CommandLimits.kitComponentsMax,
            else: .limit(max: Int64(CommandLimits.kitComponentsMax)))
        var seen: Set<SKU> = []
        for component in kit.components {
            try require(component.quantity > 0, .quantityNotPositive)
            try require(seen.insert(component.sku).inserted, .duplicate)
            try require(component.sku != kit.sku && !isPart(kit.sku, of: component.sku), else: .kitCycle(kit.sku))
            try require(skus[component.sku] != nil, else: .unknownSKU(component.sku))
        }
        var after = self
        after.skus[kit.sku] = kit
        let depth = after.skus.values.map { after.depth(of: $0) }.max() ?? 0
        try require(depth <= Int(CommandLimits.kitDepthMax), else: .kitTooDeep(max: CommandLimits.kitDepthMax))
        let count = try components(of: kit).count
        try require(
            count <= CommandLimits.kitComponentsMax, else: .limit(max: Int64(CommandLimits.kitComponentsMax)))
    }

    private func isPart(_ part: SKU, of sku: SKU) -> Bool {
        (skus[sku]?.components ?? []).contains { $0.sku == part || isPart(part, of: $0.sku) }
    }

    private func depth(of sku: SKUDefinition) -> Int {
        sku.components.map { component in 1 + (skus[component.sku].map(depth) ?? 0) }.max() ?? 0
    }
}
