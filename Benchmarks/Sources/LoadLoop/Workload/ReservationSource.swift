/// One unit of a level, for a quarter of an hour.
public struct Reservation: Equatable, Sendable {
    public var id: ReservationKey
    public var level: Level
    public var deadlineMilliseconds: Int64

    public init(id: ReservationKey, level: Level, deadlineMilliseconds: Int64) {
        self.id = id
        self.level = level
        self.deadlineMilliseconds = deadlineMilliseconds
    }
}

/// 16 bytes that grow with time, as UUIDs of version 7 do.
public struct ReservationKey: Equatable, Sendable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// In the order in which they are compared: the later id is the greater one.
    public var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }
}

/// What is asked for, one after another: the same levels for every system that is given the same seed.
public struct ReservationSource: Sendable {
    public static let holdMilliseconds: Int64 = 15 * 60_000

    private var picker: LevelPicker
    private let idHigh: UInt64
    private var idLow: UInt64
    private var deadlineMilliseconds: Int64

    /// - Parameter seed: not used before in this store, since the ids follow from it.
    public init(_ assortment: Assortment, _ distribution: Distribution, seed: UInt64) {
        picker = LevelPicker(assortment, distribution, seed: seed)
        let now = Clock.wallMilliseconds
        idHigh = UInt64(now) << 16
        idLow = seed << 40
        deadlineMilliseconds = now + Self.holdMilliseconds
    }

    /// Deadlines count from now on from this moment.
    ///
    /// Once for each turn of the client: a clock asked for every request would be measured too.
    public mutating func turn() { deadlineMilliseconds = Clock.wallMilliseconds + Self.holdMilliseconds }

    public mutating func next() -> Reservation {
        idLow += 1
        return Reservation(
            id: ReservationKey(high: idHigh, low: idLow), level: picker.next(),
            deadlineMilliseconds: deadlineMilliseconds)
    }
}
