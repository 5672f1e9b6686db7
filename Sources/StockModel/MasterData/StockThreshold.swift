/// When somebody wants to know that a SKU runs low, runs out, or is back, at a site or for a channel.
///
/// The feed tells of each crossing once. One without a bound takes the threshold away.
public struct StockThreshold: Hashable, Sendable {
    /// Which SKU, or which kit.
    public var sku: SKU
    /// What is measured.
    public var scope: Scope
    /// At this many units and fewer the SKU is low there, at none it is out; nil: nobody wants to know any more.
    public var low: Quantity?

    /// What is measured: units available at a site, or available to sell for a channel.
    public enum Scope: Hashable, Comparable, Sendable {
        /// On hand − held − committed at the stock locations of the site together; of a kit as many as the components there
        /// are enough for.
        case site(SiteID)
        case channel(ChannelID)

        /// Sites first, each by number.
        public static func < (left: Scope, right: Scope) -> Bool {
            switch (left, right) {
            case (.site(let left), .site(let right)): left < right
            case (.channel(let left), .channel(let right)): left < right
            case (.site, .channel): true
            case (.channel, .site): false
            }
        }
    }

    /// Made of its parts.
    public init(_ sku: SKU, _ scope: Scope, low: Quantity?) {
        self.sku = sku
        self.scope = scope
        self.low = low
    }
}

/// How much there is, as a threshold judges it.
public enum StockState: UInt8, Sendable, CaseIterable {
    /// More than the threshold.
    case ample = 1
    /// At the threshold or below.
    case low = 2
    /// None.
    case out = 3

    /// The state of so many units.
    public init(of units: Quantity, low: Quantity) {
        self = units <= 0 ? .out : units <= low ? .low : .ample
    }
}

/// A threshold, and on which side of it the stock is.
public struct ThresholdState: Hashable, Sendable {
    /// Which threshold.
    public var threshold: StockThreshold
    /// Where the stock stands.
    public var state: StockState

    /// Made of its parts.
    public init(_ threshold: StockThreshold, _ state: StockState) {
        self.threshold = threshold
        self.state = state
    }
}
