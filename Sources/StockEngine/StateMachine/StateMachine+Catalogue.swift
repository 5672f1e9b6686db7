import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func definition(of sku: SKU) throws(StockFailure) -> SKUDefinition? {
        if let found = active.skus[sku] { return found }
        if let found = sealed?.overlay.skus[sku] { return found }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(sku.rawValue)
        let key = keyScratch.span
        return try base.row(.skus, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .skus) { reader throws(BytesError) in
                let start = reader.offset
                let definition = try SKUDefinition(from: &reader)
                guard definition.components.allSatisfy({ $0.quantity > 0 }) else { throw BytesError(offset: start) }
                return definition
            }
        }
    }

    @inline(__always)
    mutating func checkKnown(_ sku: SKU) throws(Stop) {
        if skuCache[sku] == nil { _ = try lookUp(sku) }
    }

    @inline(__always)
    @discardableResult
    mutating func checkActive(_ sku: SKU) throws(Stop) -> SKUCache.State {
        let state: SKUCache.State
        if let cached = skuCache[sku] { state = cached } else { state = try lookUp(sku) }
        if state == .inactive { throw .refused(.skuInactive(sku)) }
        return state
    }

    private mutating func lookUp(_ sku: SKU) throws(Stop) -> SKUCache.State {
        let found = try knownDefinition(of: sku)
        let isLimited: Bool
        do throws(StockFailure) { isLimited = try !policies(of: sku).isEmpty } catch { throw .failed(error) }
        let state: SKUCache.State =
            if !found.isActive { .inactive } else if !found.components.isEmpty { .kit } else {
                isLimited ? .limited : .active
            }
        skuCache[sku] = state
        return state
    }

    func location(_ id: LocationID) throws(Stop) -> LocationDefinition {
        guard let location = masterData.locations[id] else { throw .refused(.unknownLocation(id)) }
        return location
    }

    mutating func plan(of channel: ChannelID) throws(Stop) -> ChannelPlan {
        guard let plan = masterData.plan(of: channel) else { throw .refused(.unknownChannel(channel)) }
        return plan
    }
}
