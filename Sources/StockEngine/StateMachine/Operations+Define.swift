import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func define(_ definitions: [Definition]) throws(Stop) {
        try check(lineCount: definitions.count, max: CommandLimits.definitionsMax)
        var promises = OpenPromises(
            of: definitions.compactMap { if case .policy(let policy) = $0 { policy.sku } else { nil } })
        for definition in definitions {
            switch definition {
            case .sku(let sku): try define(sku)
            case .site(let site): try define(site)
            case .location(let location): try define(location)
            case .channel(let channel): try define(channel)
            case .policy(let policy): try define(policy, &promises)
            case .threshold(let threshold): try define(threshold)
            }
            noteTouched(by: definition)
            EventBytes.append(.defined(definition), to: &active.eventBytes)
        }
    }

    private func check(code: String) throws(Stop) {
        guard (1...CommandLimits.codeBytesMax).contains(code.utf8.count) else { throw .invalid(.codeLength) }
    }

    private mutating func define(_ sku: SKUDefinition) throws(Stop) {
        guard sku.sku != 0 else { throw .invalid(.identifierIsZero) }
        try check(code: sku.code)
        try checkComponents(of: sku)
        active.skus.set(sku.sku, to: sku)
        skuCache[sku.sku] = nil
    }

    private mutating func define(_ site: SiteDefinition) throws(Stop) {
        guard site.site != 0 else { throw .invalid(.identifierIsZero) }
        try check(code: site.code)
        guard site.foundWithoutApprovalMax >= 0 else { throw .invalid(.thresholdIsNegative) }
        active.sites.set(site.site, to: site)
        masterData.set(site)
    }

    private mutating func define(_ location: LocationDefinition) throws(Stop) {
        guard location.location != 0 else { throw .invalid(.identifierIsZero) }
        try check(code: location.code)
        guard location.kind.isPhysical == (location.site != nil) else { throw .invalid(.siteOfLocation) }
        if let site = location.site, masterData.sites[site] == nil { throw .refused(.unknownSite(site)) }
        if let old = masterData.locations[location.location] {
            guard old.kind == location.kind, old.site == location.site else { throw .invalid(.locationIsFixed) }
        }
        active.locations.set(location.location, to: location)
        masterData.set(location)
    }

    private mutating func define(_ channel: ChannelDefinition) throws(Stop) {
        guard channel.channel != 0 else { throw .invalid(.identifierIsZero) }
        try check(code: channel.code)
        guard channel.sites.count <= CommandLimits.channelSitesMax else {
            throw .refused(.limit(max: Int64(CommandLimits.channelSitesMax)))
        }
        var seen: Set<SiteID> = []
        for entry in channel.sites {
            guard masterData.sites[entry.site] != nil else { throw .refused(.unknownSite(entry.site)) }
            guard seen.insert(entry.site).inserted else { throw .invalid(.duplicate) }
            guard entry.buffer >= 0 else { throw .invalid(.bufferIsNegative) }
        }
        guard channel.defaultHoldMilliseconds > 0, channel.longestHoldMilliseconds > 0 else {
            throw .invalid(.holdNotPositive)
        }
        guard channel.defaultHoldMilliseconds <= channel.longestHoldMilliseconds else {
            throw .invalid(.holdsOutOfOrder)
        }
        active.channels.set(channel.channel, to: channel)
        masterData.set(channel)
    }
}
