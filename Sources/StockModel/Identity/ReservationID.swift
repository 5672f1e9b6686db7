/// The client's name for a reservation, and the key that makes sending it twice harmless.
///
/// Any 128 bits work. Ids that grow with time (`ReservationIDs` makes them; UUID version 7 and ULID are
/// others) are stored at the right edge of the tree and cost several times less to write.
public struct ReservationID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt128
    @inlinable public init(rawValue: UInt128) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt128) { rawValue = value }
    @inlinable public static func < (left: ReservationID, right: ReservationID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The client's name for a request, under which its answer is remembered.
public struct RequestID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt128
    @inlinable public init(rawValue: UInt128) { self.rawValue = rawValue }
    @inlinable public init(integerLiteral value: UInt128) { rawValue = value }
    @inlinable public static func < (left: RequestID, right: RequestID) -> Bool { left.rawValue < right.rawValue }
}
