import StockModel

// Every threshold is looked at after every command: each crossing is told where it happens.
extension SimpleStock {
    mutating func define(_ threshold: StockThreshold) throws(Refused) {
        try require(skus[threshold.sku] != nil, else: .unknownSKU(threshold.sku))
        switch threshold.scope {
        case .site(let site): try require(sites[site] != nil, else: .unknownSite(site))
        case .channel(let channel): try require(channels[channel] != nil, else: .unknownChannel(channel))
        }
        try require((threshold.low ?? 0) >= 0, .thresholdIsNegative)
        let name = ThresholdName(sku: threshold.sku, scope: threshold.scope)
        thresholds[name] = threshold.low.map { low in
            ThresholdState(threshold, StockState(of: units(name), low: low))
        }
    }

    mutating func noteCrossings() {
        for (name, known) in thresholds {
            guard let low = known.threshold.low else { continue }
            let units = units(name)
            let state = StockState(of: units, low: low)
            guard state != known.state else { continue }
            thresholds[name]?.state = state
            changes.append(
                .crossed(
                    ThresholdCrossing(
                        sku: name.sku, scope: name.scope, before: known.state, after: state, units: units)))
        }
    }

    private func units(_ name: ThresholdName) -> Quantity {
        switch name.scope {
        case .channel(let channel):
            return channels[channel].map { availability(of: name.sku, for: $0).availableToSell } ?? 0
        case .site(let site):
            let parts = skus[name.sku].flatMap { $0.components.isEmpty ? nil : try? components(of: $0) }
            return (parts ?? [KitComponent(name.sku, quantity: 1)])
                .map { part in
                    saturatingSum(stockLocations(of: site).map { max(0, available(part.sku, at: $0)) }) / part.quantity
                }
                .min() ?? 0
        }
    }
}
