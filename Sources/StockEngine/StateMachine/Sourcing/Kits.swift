import StockAPI
import StockBytes
import StockModel

/// Kits: what they are made of, and that they are made of something.
extension StateMachine where Base: ~Copyable {
    /// What one unit of a kit comes to when all kits in it are taken apart, in order of first appearance.
    mutating func components(of kit: SKUDefinition) throws(Stop) -> [KitComponent] {
        if let known = kitCache[kit.sku] { return known }
        let components = try takenApart(kit)
        kitCache[kit.sku] = components
        return components
    }

    /// Cost: a step for each component of its own, and for each SKU that the kits among them come to; each kit is taken apart
    /// only once.
    private mutating func takenApart(_ kit: SKUDefinition) throws(Stop) -> [KitComponent] {
        var components: [KitComponent] = []
        var places: [SKU: Int] = [:]
        for component in kit.components {
            let definition = try knownDefinition(of: component.sku)
            let parts =
                definition.components.isEmpty
                ? [KitComponent(component.sku, quantity: 1)] : try self.components(of: definition)
            for part in parts {
                let quantity = try checkedProduct(component.quantity, part.quantity)
                if let place = places[part.sku] {
                    components[place].quantity = try checkedSum(components[place].quantity, quantity)
                } else {
                    places[part.sku] = components.count
                    components.append(KitComponent(part.sku, quantity: quantity))
                }
            }
            guard components.count <= CommandLimits.kitComponentsMax else {
                throw .refused(.limit(max: Int64(CommandLimits.kitComponentsMax)))
            }
        }
        return components
    }

    mutating func knownDefinition(of sku: SKU) throws(Stop) -> SKUDefinition {
        let found: SKUDefinition?
        do throws(StockFailure) { found = try definition(of: sku) } catch { throw .failed(error) }
        guard let found else { throw .refused(.unknownSKU(sku)) }
        return found
    }

    /// Checks what a SKU is to be made of, and puts it down in the index of kits.
    mutating func checkComponents(of sku: SKUDefinition) throws(Stop) {
        let before: [SKU]
        do throws(StockFailure) {
            before = try definition(of: sku.sku)?.components.map(\.sku) ?? []
        } catch { throw .failed(error) }
        guard !before.isEmpty || !sku.components.isEmpty else { return }
        try check(sku.components, of: sku.sku)
        kitCache.removeAll()
        for component in before where !sku.components.contains(where: { $0.sku == component }) {
            try changeUses(of: component) { kits in kits.removeAll { $0 == sku.sku } }
        }
        for component in sku.components.map(\.sku) where !before.contains(component) {
            try changeUses(of: component) { kits in
                kits.insert(sku.sku, at: kits.firstIndex { $0 > sku.sku } ?? kits.count)
            }
        }
    }

    private mutating func check(_ components: [KitComponent], of kit: SKU) throws(Stop) {
        guard !components.isEmpty else { return }
        guard components.count <= CommandLimits.kitComponentsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.kitComponentsMax)))
        }
        var seen: Set<SKU> = []
        var depth = 0
        var depths: [SKU: Int] = [:]
        for component in components {
            guard component.quantity > 0 else { throw .invalid(.quantityNotPositive) }
            guard seen.insert(component.sku).inserted else { throw .invalid(.duplicate) }
            depth = max(depth, 1 + (try self.depth(of: component.sku, notIn: kit, &depths)))
        }
        var heights: [SKU: Int] = [:]
        guard depth + (try height(above: kit, &heights)) <= Int(CommandLimits.kitDepthMax) else {
            throw .refused(.kitTooDeep(max: CommandLimits.kitDepthMax))
        }
        _ = try takenApart(SKUDefinition(kit, code: "", components: components))
    }

    /// How deep kits are nested in a SKU: 0 for one that is no kit.
    private mutating func depth(of sku: SKU, notIn kit: SKU, _ known: inout [SKU: Int]) throws(Stop) -> Int {
        if sku == kit { throw .refused(.kitCycle(kit)) }
        if let depth = known[sku] { return depth }
        var depth = 0
        for component in try knownDefinition(of: sku).components {
            depth = max(depth, 1 + (try self.depth(of: component.sku, notIn: kit, &known)))
        }
        known[sku] = depth
        return depth
    }

    /// How deep a SKU is nested in the kits that it is a part of.
    private mutating func height(above sku: SKU, _ known: inout [SKU: Int]) throws(Stop) -> Int {
        if let height = known[sku] { return height }
        let kits: [SKU]
        do throws(StockFailure) { kits = try self.kits(using: sku) } catch { throw .failed(error) }
        var height = 0
        for kit in kits { height = max(height, 1 + (try self.height(above: kit, &known))) }
        known[sku] = height
        return height
    }

    private mutating func changeUses(of component: SKU, _ change: (inout [SKU]) -> Void) throws(Stop) {
        var kits: [SKU]
        do throws(StockFailure) { kits = try self.kits(using: component) } catch { throw .failed(error) }
        change(&kits)
        active.kitUses.set(component, to: kits.isEmpty ? nil : kits)
    }

    /// The kits that a SKU is a component of, in order.
    mutating func kits(using sku: SKU) throws(StockFailure) -> [SKU] {
        if let found = active.kitUses[sku] { return found ?? [] }
        if let found = sealed?.overlay.kitUses[sku] { return found ?? [] }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(sku.rawValue)
        let key = keyScratch.span
        return try base.row(.kitUses, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .kitUses) { reader throws(BytesError) in
                try KitUses.decode(&reader)
            }
        } ?? []
    }
}

/// Rows of `kitUses`: after the version, SKU by SKU (8) to the checksum.
enum KitUses {
    static func encode(_ kits: [SKU], into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        for kit in kits { kit.encode(into: &writer) }
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> [SKU] {
        var kits: [SKU] = []
        while !reader.isAtEnd { kits.append(try SKU(from: &reader)) }
        return kits
    }
}
