/// A number that names something.
///
/// Zero names nothing.
public protocol NumberIdentifier: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral
where RawValue: FixedWidthInteger & BitwiseCopyable & Sendable, IntegerLiteralType == RawValue {
    init(rawValue: RawValue)
}

extension NumberIdentifier {
    /// The identifier of that number.
    @inlinable public init(integerLiteral value: RawValue) { self.init(rawValue: value) }

    /// In the order of what they stand for.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One sellable variant.
///
/// The external code and barcodes stand beside it, in its definition.
public struct SKU: NumberIdentifier {
    /// The number itself.
    public let rawValue: UInt64
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// Where units can be.
public struct LocationID: NumberIdentifier {
    /// The number itself.
    public let rawValue: UInt32
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A store or a warehouse: what owns physical locations.
public struct SiteID: NumberIdentifier {
    /// The number itself.
    public let rawValue: UInt32
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// Who promises: a web shop, a till fleet, a marketplace.
public struct ChannelID: NumberIdentifier {
    /// The number itself.
    public let rawValue: UInt32
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// Who asked: a person, a till, a service.
public struct PrincipalID: NumberIdentifier {
    /// The number itself.
    public let rawValue: UInt32
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The engine itself: expiry, and the work that falls due.
    public static let system: PrincipalID = 0
}

/// Units of a SKU in its base unit.
public typealias Quantity = Int64

/// The number of an accepted command: 1, 2, 3 … without a gap.
///
/// Zero is the empty store.
public typealias SequenceNumber = UInt64
