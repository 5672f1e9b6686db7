/// 128 bits that name something, kept as two words.
///
/// Not as one `UInt128`: values aligned to 16 bytes that live in the frame of an `async` function corrupt it (Swift 6.3.1 on
/// Linux; the test of a session's shorthand calls crashed). Two words are aligned to 8.
public protocol WideIdentifier: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, RawRepresentable {
    var high: UInt64 { get }
    var low: UInt64 { get }
    init(high: UInt64, low: UInt64)
}

extension WideIdentifier {
    /// The identifier of that number.
    @inlinable public init(rawValue: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: rawValue >> 64), low: UInt64(truncatingIfNeeded: rawValue))
    }

    /// The identifier of that number.
    @inlinable public init(integerLiteral value: UInt128) { self.init(rawValue: value) }

    /// The number itself.
    @inlinable public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// In the order of what they stand for.
    @inlinable public static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// The client's name for a reservation, and the key that makes sending it twice harmless.
///
/// Any 128 bits work. Ids that grow with time (`TimeOrderedIDs` makes them; UUID version 7 and ULID are
/// others) are stored at the right edge of the tree and cost several times less to write.
public struct ReservationID: WideIdentifier {
    /// The upper 64 bits.
    public let high: UInt64
    /// The lower 64 bits.
    public let low: UInt64

    /// Made of its parts.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// The client's name for a request, under which its answer is remembered.
public struct RequestID: WideIdentifier {
    /// The upper 64 bits.
    public let high: UInt64
    /// The lower 64 bits.
    public let low: UInt64

    /// Made of its parts.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// Whose reservation it is: a shopper, a session, an order.
///
/// 128 bits, so that a UUID fits unchanged. Zero is nobody.
public struct OwnerID: WideIdentifier {
    /// The upper 64 bits.
    public let high: UInt64
    /// The lower 64 bits.
    public let low: UInt64

    /// Made of its parts.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// No owner.
    public static let nobody = OwnerID(high: 0, low: 0)
}
