import StockModel

/// How much of each cap is used, kept by the events of the feed.
struct CapBook {
    struct Key: Hashable {
        /// The channel's place in the scenario.
        var channel: Int
        var sku: SKU
    }

    /// A cap, and what was used of it before the rehearsal.
    struct Limit {
        var cap: Cap
        var usedBefore: Quantity
    }

    private let limits: [Key: Limit]
    private let channels: [ChannelID]
    private var used: [Key: Quantity] = [:]
    /// Units that others have given up since: the events do not say through which channel, so that each cap may have
    /// become freer by them.
    private var givenUpByOthers: [SKU: Quantity] = [:]
    /// Events after which a cap was exceeded.
    private(set) var exceeded = 0
    /// Somebody has defined one of these caps anew.
    private(set) var isChanged = false

    init(_ limits: [Key: Limit], channels: [ChannelID]) {
        self.limits = limits
        self.channels = channels
    }

    var count: Int { limits.count }

    /// Counts units of a reservation of the rehearsal that was made through a channel.
    mutating func apply(_ promise: PromiseChange, channel: Int, at time: Instant) {
        let key = Key(channel: channel, sku: promise.sku)
        guard let limit = limits[key] else { return }
        let change = promise.useOfCap(withWindow: limit.cap.window != nil)
        used[key, default: 0] &+= change
        let before = max(0, limit.usedBefore &- givenUpByOthers[promise.sku, default: 0])
        if change > 0, limit.cap.isInForce(at: time), used[key, default: 0] &+ before > limit.cap.units {
            exceeded += 1
        }
    }

    /// Counts units of a reservation of somebody else.
    mutating func applyOther(_ promise: PromiseChange) {
        guard !limits.isEmpty else { return }
        let change = promise.useOfCap(withWindow: false)
        if change < 0 { givenUpByOthers[promise.sku, default: 0] &-= change }
    }

    mutating func apply(_ definition: Definition) {
        guard case .policy(let policy) = definition, let place = channels.firstIndex(of: policy.channel) else { return }
        if limits[Key(channel: place, sku: policy.sku)] != nil { isChanged = true }
    }
}

extension PromiseChange {
    /// By how much it changes the use of a cap; what was sold counts within a window only.
    fileprivate func useOfCap(withWindow hasWindow: Bool) -> Quantity {
        switch transition {
        case .held, .revived, .allocated: quantity
        case .releasedHeld, .releasedCommitted, .expired, .shortHeld, .shortCommitted: -quantity
        case .sold: hasWindow ? quantity : 0
        case .fulfilled: hasWindow ? 0 : -quantity
        default: 0
        }
    }
}
