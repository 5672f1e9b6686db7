import StockModel

// Caps, earmarks and buffers of single SKUs: every use is summed from the reservations.
extension SimpleStock {
    func checkPolicy(_ policy: ChannelPolicy) throws(Refused) {
        try require(channels[policy.channel] != nil, else: .unknownChannel(policy.channel))
        try require(skus[policy.sku] != nil, else: .unknownSKU(policy.sku))
        if let cap = policy.cap {
            try require(cap.units >= 0, .capIsNegative)
            if let window = cap.window { try require(window.start < window.end, .windowIsEmpty) }
        }
        try require(policy.sites.count <= 1_024, else: .limit(max: 1_024))
        var seen: Set<SiteID> = []
        for site in policy.sites {
            try require(sites[site.site] != nil, else: .unknownSite(site.site))
            try require(seen.insert(site.site).inserted, .duplicate)
            try require((site.buffer ?? 0) >= 0, .bufferIsNegative)
            try require(site.earmark >= 0, .capIsNegative)
        }
    }

    mutating func set(_ policy: ChannelPolicy) {
        let name = PolicyName(sku: policy.sku, channel: policy.channel)
        let start = policy.cap?.window?.start
        if start == nil || start != policies[name]?.cap?.window?.start { sold[name] = 0 }
        policies[name] = policy.cap == nil && policy.sites.isEmpty ? nil : policy
    }

    /// Units left the shelves for a channel.
    mutating func countSold(_ quantity: Quantity, of sku: SKU, through channel: ChannelID) {
        let name = PolicyName(sku: sku, channel: channel)
        guard policies[name]?.cap?.window?.contains(now) == true else { return }
        sold[name] = saturatingSum([sold[name] ?? 0, quantity])
    }

    /// What a channel holds and has committed of a SKU, or of a kit; at one site, or at all.
    private func promised(_ name: PolicyName, at site: SiteID? = nil) -> Quantity {
        var parts: [Quantity] = []
        for reservation in reservations.values where reservation.channel == name.channel {
            let promised: (Reservation.Allocation) -> Quantity = { allocation in
                (reservation.isLive(at: now) ? allocation.held : 0) + allocation.committed
            }
            for allocation in reservation.allocations where allocation.sku == name.sku {
                if site == nil || locations[allocation.location]?.site == site { parts.append(promised(allocation)) }
            }
            for kit in reservation.kits where kit.kit == name.sku && site == nil {
                parts.append(sum(of: reservation, line: kit.line, promised))
            }
        }
        return saturatingSum(parts)
    }

    func capUse(_ sku: SKU, _ channel: ChannelID) -> CapUse? {
        let name = PolicyName(sku: sku, channel: channel)
        guard let cap = policies[name]?.cap, cap.window?.contains(now) ?? true else { return nil }
        let sold = cap.window == nil ? 0 : sold[name] ?? 0
        return CapUse(sku: sku, cap: cap.units, used: saturatingSum([promised(name), sold]))
    }

    /// Units of a SKU at a site that a channel leaves there.
    func buffer(_ sku: SKU, at site: SiteID, for channel: ChannelDefinition) -> Quantity {
        let policy = policies[PolicyName(sku: sku, channel: channel.channel)]?.sites.first { $0.site == site }
        return policy?.buffer ?? channel.sites.first { $0.site == site }?.buffer ?? 0
    }

    /// Units that others have earmarked there and do not use yet.
    func earmarked(_ sku: SKU, at site: SiteID, against channel: ChannelID) -> Quantity {
        saturatingSum(
            policies.filter { $0.key.sku == sku && $0.key.channel != channel }.map { name, policy in
                let earmark = policy.sites.first { $0.site == site }?.earmark ?? 0
                return max(0, earmark - promised(name, at: site))
            })
    }

    /// What lines ask for, as caps count it: kits, and their components too, in order of first appearance.
    ///
    /// More than can be counted is more than any cap.
    private func capSums(_ lines: [AskedLine]) -> [(sku: SKU, quantity: Quantity)] {
        var sums: [(sku: SKU, quantity: Quantity)] = []
        for line in lines {
            for part in line.capParts {
                let (quantity, overflow) = line.quantity.multipliedReportingOverflow(by: part.quantity)
                let asked = overflow ? .max : quantity
                if let index = sums.firstIndex(where: { $0.sku == part.sku }) {
                    sums[index].quantity = saturatingSum([sums[index].quantity, asked])
                } else {
                    sums.append((part.sku, asked))
                }
            }
        }
        return sums
    }

    func requireWithinCaps(_ lines: [AskedLine], _ channel: ChannelID) throws(Refused) {
        try requireWithinCaps(capSums(lines), channel)
    }

    func requireWithinCaps(_ sums: [(sku: SKU, quantity: Quantity)], _ channel: ChannelID) throws(Refused) {
        var exceeded: [CapUse] = []
        for (sku, requested) in sums {
            guard var use = capUse(sku, channel), requested > max(0, use.cap - use.used) else { continue }
            use.requested = requested
            exceeded.append(use)
        }
        try require(exceeded.isEmpty, else: .capExceeded(exceeded))
    }

    /// The same lines with as many units as the caps leave, the first lines first.
    func withinCaps(_ lines: [AskedLine], _ channel: ChannelID) -> [AskedLine] {
        var taken: [SKU: Quantity] = [:]
        return lines.map { line in
            var line = line
            for part in line.capParts {
                guard let use = capUse(part.sku, channel) else { continue }
                let left = max(0, use.cap - use.used) - (taken[part.sku] ?? 0)
                line.quantity = min(line.quantity, left / part.quantity)
            }
            for part in line.capParts where capUse(part.sku, channel) != nil {
                taken[part.sku, default: 0] += line.quantity * part.quantity
            }
            return line
        }
    }
}

extension AskedLine {
    fileprivate var capParts: [KitComponent] { (kit.map { [KitComponent($0.kit, quantity: 1)] } ?? []) + parts }
}
