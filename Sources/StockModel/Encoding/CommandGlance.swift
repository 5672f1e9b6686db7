import StockBytes

/// What a command will look up first, read from its bytes without decoding it.
///
/// A hint for whoever has several commands to apply: nothing is checked, and bytes that are no command may give
/// anything.
public struct CommandGlance: BitwiseCopyable, Sendable {
    /// The reservation that the command makes or changes, as two words; zero when there is none.
    public private(set) var reservationHigh: UInt64 = 0
    /// The low word.
    public private(set) var reservationLow: UInt64 = 0
    /// The SKU of a reserve's first line, or zero.
    public private(set) var sku: UInt64 = 0
    /// The location that this line names, or zero.
    public private(set) var location: UInt32 = 0

    /// Of a command that looks up nothing that is known ahead.
    public static let nothing = CommandGlance()

    private init() {}

    /// Nil when the command begins with no reservation.
    public init?(_ command: RawSpan) {
        var reader = ByteReader(command)
        guard let code = try? reader.read(UInt8.self), let flags = try? reader.read(UInt8.self),
            CommandGlance.firstCode...CommandGlance.lastCode ~= code
        else { return nil }
        let body = 16 + (flags & 1 == 0 ? 0 : 16) + (flags & 2 == 0 ? 0 : 12)
        guard (try? reader.skip(body - 2)) != nil, let low = try? reader.read(UInt64.self),
            let high = try? reader.read(UInt64.self)
        else { return nil }
        reservationLow = low
        reservationHigh = high
        // Owner, channel, mode, site, hold and the count of lines stand before the first line.
        guard code == CommandGlance.reserveCode, (try? reader.skip(35)) != nil,
            let sku = try? reader.read(UInt64.self), (try? reader.skip(8)) != nil,
            let location = try? reader.read(UInt32.self)
        else { return }
        self.sku = sku
        self.location = location
    }

    private static var reserveCode: UInt8 { Operation.Code.reserve.rawValue }
    private static var firstCode: UInt8 { Operation.Code.reserve.rawValue }
    private static var lastCode: UInt8 { Operation.Code.sell.rawValue }
}
