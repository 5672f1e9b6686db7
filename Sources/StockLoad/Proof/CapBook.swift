import StockModel

/// How much of each cap the rehearsal's own reservations use, kept by the events of the feed.
struct CapBook {
    struct Key: Hashable {
        /// The channel's place in the scenario.
        var channel: Int
        var sku: SKU
    }

    private let caps: [Key: Cap]
    private var used: [Key: Quantity] = [:]
    /// Events after which a cap was exceeded.
    private(set) var exceeded = 0

    init(_ caps: [Key: Cap]) { self.caps = caps }

    var count: Int { caps.count }

    /// Counts units of a reservation that was made through a channel.
    mutating func apply(_ promise: PromiseChange, channel: Int, at time: Instant) {
        let key = Key(channel: channel, sku: promise.sku)
        guard let cap = caps[key] else { return }
        let change: Quantity =
            switch promise.transition {
            case .held, .revived, .allocated: promise.quantity
            case .releasedHeld, .releasedCommitted, .expired, .shortHeld, .shortCommitted: -promise.quantity
            // What was sold counts within a window only.
            case .sold: cap.window == nil ? 0 : promise.quantity
            case .fulfilled: cap.window == nil ? -promise.quantity : 0
            default: 0
            }
        used[key, default: 0] &+= change
        if change > 0, cap.isInForce(at: time), used[key, default: 0] > cap.units { exceeded += 1 }
    }
}
