import StockModel

extension SimpleStock {
    mutating func define(_ definitions: [Definition]) throws(Refused) -> Outcome {
        try requireLines(definitions.count, atMost: CommandLimits.definitionsMax)
        for definition in definitions {
            switch definition {
            case .sku(let sku):
                try requireName(sku.sku.rawValue, code: sku.code)
                try checkComponents(of: sku)
                skus[sku.sku] = sku
            case .site(let site):
                try requireName(site.site.rawValue, code: site.code)
                try require(site.foundWithoutApprovalMax >= 0, .thresholdIsNegative)
                sites[site.site] = site
            case .location(let location):
                try requireName(location.location.rawValue, code: location.code)
                try check(location)
                locations[location.location] = location
            case .channel(let channel):
                try requireName(channel.channel.rawValue, code: channel.code)
                try check(channel)
                channels[channel.channel] = channel
            case .policy(let policy):
                try checkPolicy(policy)
                set(policy)
            case .threshold(let threshold):
                try define(threshold)
            }
            changes.append(.defined(definition))
        }
        return .done
    }

    private func requireName(_ id: some FixedWidthInteger, code: String) throws(Refused) {
        try require(id != 0, .identifierIsZero)
        try require((1...CommandLimits.codeBytesMax).contains(code.utf8.count), .codeLength)
    }

    private func check(_ location: LocationDefinition) throws(Refused) {
        try require(location.kind.isPhysical == (location.site != nil), .siteOfLocation)
        if let site = location.site { try require(sites[site] != nil, else: .unknownSite(site)) }
        if let before = locations[location.location] {
            try require(before.kind == location.kind && before.site == location.site, .locationIsFixed)
        }
    }

    private func check(_ channel: ChannelDefinition) throws(Refused) {
        try require(
            channel.sites.count <= CommandLimits.channelSitesMax,
            else: .limit(max: Int64(CommandLimits.channelSitesMax)))
        var seen: Set<SiteID> = []
        for entry in channel.sites {
            try require(sites[entry.site] != nil, else: .unknownSite(entry.site))
            try require(seen.insert(entry.site).inserted, .duplicate)
            try require(entry.buffer >= 0, .bufferIsNegative)
        }
        try require(channel.defaultHoldMilliseconds > 0 && channel.longestHoldMilliseconds > 0, .holdNotPositive)
        try require(channel.defaultHoldMilliseconds <= channel.longestHoldMilliseconds, .holdsOutOfOrder)
    }
}
