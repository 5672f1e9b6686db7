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
    ///   - requests: one after another, each behind its `RequestHeader`.
    ///   - offset: where the first one begins.
    mutating func touch(_ requests: RawSpan, from offset: Int) {
        var glances = InlineArray<16, CommandGlance>(repeating: .nothing)
        var count = 0
        var reader = ByteReader(requests.extracting(min(offset, requests.byteCount)..<requests.byteCount))
        var sum: UInt64 = 0
        while count < Self.touchedTogetherMax, let header = RequestHeader(from: &reader),
            let start = try? reader.skip(Int(header.requestBytes))
        {
            let request = requests.extracting(offset + start..<offset + reader.offset)
            let glance = header.kind == .command ? CommandGlance(request) ?? .nothing : .nothing
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
