import StockBytes

/// A reserve of the plainest kind, read from its bytes without a list: one line that names its location, no request id,
/// no device, no site and no reservation to replace.
///
/// Most reserves are of this kind. Whoever gets nil decodes a `Command`, which says what is wrong where something is.
public struct PlainReserve: Sendable {
    /// When the client made the request.
    public let issuedAt: Instant
    /// Who asks.
    public let principal: PrincipalID
    /// The id of the new reservation, as two words.
    private let reservationLow: UInt64
    private let reservationHigh: UInt64
    private let ownerLow: UInt64
    private let ownerHigh: UInt64
    /// Through which channel.
    public let channel: ChannelID
    /// How long it is held, or -1: as long as the channel says.
    private let hold: Int64
    /// What is wanted.
    public let sku: SKU
    /// How many units.
    public let quantity: Quantity
    /// From where; never zero.
    public let location: LocationID

    /// Bytes of every such command.
    public static let byteCount = 87

    /// The id of the new reservation.
    public var reservation: ReservationID { ReservationID(high: reservationHigh, low: reservationLow) }
    /// Who owns it.
    public var owner: OwnerID { OwnerID(high: ownerHigh, low: ownerLow) }
    /// How long it is held; nil: as long as the channel says.
    public var holdMilliseconds: Int64? { hold == -1 ? nil : hold }

    /// Nil for any other command, and for bytes that are none.
    public init?(_ command: RawSpan) {
        guard command.byteCount == PlainReserve.byteCount else { return nil }
        var reader = ByteReader(command)
        do throws(BytesError) {
            // Code, flags and two bytes of zero; a reserve without flags is its code alone.
            guard try reader.read(UInt32.self) == UInt32(Operation.Code.reserve.rawValue) else { return nil }
            principal = PrincipalID(rawValue: try reader.read())
            issuedAt = Instant(millisecondsSinceEpoch: try reader.read())
            reservationLow = try reader.read()
            reservationHigh = try reader.read()
            ownerLow = try reader.read()
            ownerHigh = try reader.read()
            channel = ChannelID(rawValue: try reader.read())
            // Mode alone: the best single site, and nothing to replace.
            guard ReserveMode(rawValue: try reader.read()) != nil, try reader.read(UInt32.self) == 0 else { return nil }
            hold = try reader.read()
            guard try reader.read(UInt16.self) == 1 else { return nil }
            sku = SKU(rawValue: try reader.read())
            quantity = try reader.read()
            location = LocationID(rawValue: try reader.read())
        } catch { return nil }
        guard location != 0 else { return nil }
    }
}
