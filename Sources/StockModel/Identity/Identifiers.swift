/// One sellable variant. The external code and barcodes stand beside it, in its definition.
public struct SKU: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt64) { rawValue = value }
    @inlinable public static func < (left: SKU, right: SKU) -> Bool { left.rawValue < right.rawValue }
}

/// Where units can be. Zero is no location.
public struct LocationID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt32) { rawValue = value }
    @inlinable public static func < (left: LocationID, right: LocationID) -> Bool { left.rawValue < right.rawValue }
}

/// A store or a warehouse: what owns physical locations. Zero is no site.
public struct SiteID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt32) { rawValue = value }
    @inlinable public static func < (left: SiteID, right: SiteID) -> Bool { left.rawValue < right.rawValue }
}

/// Who promises: a web shop, a till fleet, a marketplace. Zero is no channel.
public struct ChannelID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt32) { rawValue = value }
    @inlinable public static func < (left: ChannelID, right: ChannelID) -> Bool { left.rawValue < right.rawValue }
}

/// Who asked: a person, a till, a service.
public struct PrincipalID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt32) { rawValue = value }
    @inlinable public static func < (left: PrincipalID, right: PrincipalID) -> Bool { left.rawValue < right.rawValue }

    /// The engine itself: expiry, and the work that falls due.
    public static let system: PrincipalID = 0
}

/// Units of a SKU in its base unit.
public typealias Quantity = Int64

/// The number of an accepted command: 1, 2, 3 … without a gap. Zero is the empty store.
public typealias SequenceNumber = UInt64
