import StockAPI
import StockBytes
import StockModel

extension Verification {
    /// Reads the policies, and notes whose use of what has to be counted.
    mutating func checkPolicies(_ rows: borrowing LMDBRows) throws(StockFailure) {
        try forEachRow(of: .policies, in: rows) { (verification, key, fields) throws(BytesError) in
            let sku = SKU(rawValue: try key.readBigEndian())
            for policy in try PolicyRow.decode(&fields) {
                verification.policies[sku, default: []].append(policy)
                if policy.sku != sku { verification.differ("`policies` of SKU \(sku.rawValue) has one of another SKU") }
                guard policy.isCounted else { continue }
                verification.uses[ChannelUseKey(sku, policy.channel)] = UseAccount()
                for site in policy.sites where site.earmark > 0 {
                    verification.uses[ChannelUseKey(sku, policy.channel, site.site)] = UseAccount()
                }
            }
        }
    }

    /// What a reservation adds to the uses of its channel.
    mutating func addUse(of row: ReservationRow, _ allocations: [AllocationRow], _ details: ReservationDetails) {
        guard !uses.isEmpty, row.isOpen else { return }
        let channel = ChannelID(rawValue: row.channel)
        let isPastDue = facts.map { row.isPastDue(at: $0.time) } ?? false
        for allocation in allocations {
            let sku = SKU(rawValue: allocation.sku)
            var keys = [ChannelUseKey(sku, channel)]
            if let site = locations[allocation.location]?.site { keys.append(ChannelUseKey(sku, channel, site)) }
            for key in keys {
                uses[key]?.held &+= allocation.held
                uses[key]?.committed &+= allocation.committed
                if isPastDue { uses[key]?.pastDue &+= allocation.held }
            }
        }
        for kit in details.kits {
            let held = kit.units(in: allocations) { $0.held }
            if isPastDue { uses[ChannelUseKey(kit.kit, channel)]?.pastDue &+= held }
            uses[ChannelUseKey(kit.kit, channel)]?.held &+= held
            uses[ChannelUseKey(kit.kit, channel)]?.committed &+= kit.units(in: allocations) { $0.committed }
        }
    }

    /// Invariant 3, for channels.
    mutating func compareUses(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var due = uses.filter { $0.value.held != 0 || $0.value.committed != 0 }
        try forEachRow(of: .channelUse, in: rows) { (verification, key, fields) throws(BytesError) in
            let useKey = try ChannelUseKey(from: &key)
            let row = try ChannelUseRow(useKey, from: &fields)
            due[useKey] = nil
            let name = "channel \(useKey.channel), SKU \(useKey.sku), site \(useKey.site)"
            guard let expected = verification.uses[useKey] else {
                return verification.differ("`channelUse`: \(name) is counted for no policy")
            }
            verification.uses[useKey]?.sold = row.sold
            if expected.held != row.held || expected.committed != row.committed {
                verification.differ(
                    "`channelUse`: \(name) has \(row.held) held and \(row.committed) committed, its reservations add up to \(expected.held) and \(expected.committed)"
                )
            }
            if row.sold < 0 { verification.differ("`channelUse`: \(name) has sold less than nothing") }
        }
        for key in due.keys.sorted() {
            differ("`channelUse` lacks channel \(key.channel), SKU \(key.sku), site \(key.site)")
        }
    }
}
