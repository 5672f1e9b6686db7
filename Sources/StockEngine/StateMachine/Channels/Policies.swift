import StockAPI
import StockBytes
import StockModel

/// What channels may promise of single SKUs.
extension StateMachine where Base: ~Copyable {
    /// The policies of a SKU, by channel.
    mutating func policies(of sku: SKU) throws(StockFailure) -> [ChannelPolicy] {
        guard hasPolicies else { return [] }
        if let known = policyCache[sku] { return known }
        let found = try policiesBelowCache(of: sku)
        if policyCache.count >= Self.policiesCachedMax { policyCache.removeAll() }
        policyCache[sku] = found
        return found
    }

    private static var policiesCachedMax: Int { 100_000 }

    private mutating func policiesBelowCache(of sku: SKU) throws(StockFailure) -> [ChannelPolicy] {
        if let found = active.policies[sku] { return found ?? [] }
        if let found = sealed?.overlay.policies[sku] { return found ?? [] }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(sku.rawValue)
        let key = keyScratch.span
        return try base.row(.policies, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .policies) { reader throws(BytesError) in
                try PolicyRow.decode(&reader)
            }
        } ?? []
    }

    mutating func policy(of sku: SKU, for channel: ChannelID) throws(StockFailure) -> ChannelPolicy? {
        try policies(of: sku).first { $0.channel == channel }
    }

    mutating func define(_ policy: ChannelPolicy, _ promises: inout OpenPromises) throws(Stop) {
        try check(policy)
        var all: [ChannelPolicy]
        do throws(StockFailure) { all = try policies(of: policy.sku) } catch { throw .failed(error) }
        let before = all.first { $0.channel == policy.channel }
        all.removeAll { $0.channel == policy.channel }
        if policy.cap != nil || !policy.sites.isEmpty {
            all.insert(policy, at: all.firstIndex { $0.channel > policy.channel } ?? all.count)
        }
        guard all.count <= CommandLimits.policiesOfSKUMax else {
            throw .refused(.limit(max: Int64(CommandLimits.policiesOfSKUMax)))
        }
        do throws(StockFailure) {
            try recount(policy, before: before, &promises)
        } catch { throw .failed(error) }
        active.policies.set(policy.sku, to: all.isEmpty ? nil : all)
        hasPolicies = true
        policyCache[policy.sku] = nil
        skuCache[policy.sku] = nil
        do throws(StockFailure) { try recountDueUses() } catch { throw .failed(error) }
    }

    private mutating func check(_ policy: ChannelPolicy) throws(Stop) {
        guard masterData.channels[policy.channel] != nil else { throw .refused(.unknownChannel(policy.channel)) }
        try checkKnown(policy.sku)
        if let cap = policy.cap {
            guard cap.units >= 0 else { throw .invalid(.capIsNegative) }
            if let window = cap.window, window.end <= window.start { throw .invalid(.windowIsEmpty) }
        }
        guard policy.sites.count <= CommandLimits.channelSitesMax else {
            throw .refused(.limit(max: Int64(CommandLimits.channelSitesMax)))
        }
        var seen: Set<SiteID> = []
        for site in policy.sites {
            guard masterData.sites[site.site] != nil else { throw .refused(.unknownSite(site.site)) }
            guard seen.insert(site.site).inserted else { throw .invalid(.duplicate) }
            if let buffer = site.buffer, buffer < 0 { throw .invalid(.bufferIsNegative) }
            guard site.earmark >= 0 else { throw .invalid(.capIsNegative) }
        }
    }
}

extension ChannelPolicy {
    /// What the channel has promised has to be counted: everywhere for a cap, at a site for an earmark.
    var isCounted: Bool { cap != nil || sites.contains { $0.earmark > 0 } }

    func site(_ site: SiteID) -> SitePolicy? { sites.first { $0.site == site } }
}

/// Rows of `policies`: after the version, the policies of a SKU by channel, to the checksum.
enum PolicyRow {
    static func encode(_ policies: [ChannelPolicy], into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        for policy in policies { policy.encode(into: &writer) }
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> [ChannelPolicy] {
        var policies: [ChannelPolicy] = []
        while !reader.isAtEnd { policies.append(try ChannelPolicy(from: &reader)) }
        return policies
    }
}
