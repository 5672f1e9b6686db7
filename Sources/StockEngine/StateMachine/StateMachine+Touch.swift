import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// How many commands are looked at together.
    static var touchedTogetherMax: Int { 16 }

    /// Brings the rows that the next commands will look up near the processor, and changes nothing.
    ///
    /// Looking up a row that was not used lately waits for memory, about a tenth of a microsecond each time. One command
    /// after the other they wait in a row; here the reads of many do not depend on each other, and wait together.
    ///
    /// - Parameters:
    ///   - commands: commands one after another, each preceded by its length.
    ///   - offset: where the first one begins.
    mutating func touch(_ commands: RawSpan, from offset: Int) {
        var glances = InlineArray<16, CommandGlance>(repeating: .nothing)
        var count = 0
        var reader = ByteReader(commands.extracting(min(offset, commands.byteCount)..<commands.byteCount))
        var sum: UInt64 = 0
        while count < Self.touchedTogetherMax, let length = try? reader.read(UInt32.self),
            let start = try? reader.skip(Int(length))
        {
            let command = commands.extracting(offset + start..<offset + start + Int(length))
            let glance = CommandGlance(command) ?? .nothing
            sum &+= active.reservations.touch(glance.reservation) &+ active.levels.touch(glance.level)
            glances[count] = glance
            count += 1
        }
        for index in 0..<count {
            if glances[index].sku != 0 {
                sum &+= UInt64(truncatingIfNeeded: active.levels.index(of: glances[index].level) ?? 0)
            } else {
                sum &+= UInt64(truncatingIfNeeded: active.reservations.index(of: glances[index].reservation) ?? 0)
            }
        }
        touched = sum
    }
}

extension CommandGlance {
    fileprivate var reservation: UInt128 { UInt128(reservationHigh) << 64 | UInt128(reservationLow) }
    fileprivate var level: LevelKey { LevelKey(SKU(rawValue: sku), LocationID(rawValue: location)) }
}
