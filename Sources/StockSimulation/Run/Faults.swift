import StockBytes

/// What goes wrong in one life of the simulated machine, drawn before it begins.
struct Faults {
    /// The operation of the disk at which the power is cut, counted from the beginning of the life; nil: it is not.
    var diesAtOperation: Int?
    /// Operations that fail, and how.
    var failures: [Int: Failure] = [:]
    /// Flushes in a hundred that take long.
    var slowFlushPercent = 0
    /// The power is cut before or after a piece of work beside the engine; nil: it is not.
    var diesAtWork: Int?

    enum Failure {
        case notDone(Int32)
        case doneAndReported(Int32)
    }

    static let none = Faults()

    // System error numbers of Linux: EIO, ENOSPC, EMFILE.
    static let ioError: Int32 = 5
    static let noRoom: Int32 = 28
    private static let tooManyFiles: Int32 = 24

    init() {}

    init(_ random: inout SplitMix64) {
        switch random.below(6) {
        // Soon, so that many openings are cut off.
        case 0: diesAtOperation = random.within(1...40)
        case 1, 2: diesAtOperation = random.within(1...400)
        case 3: diesAtWork = random.within(1...12)
        default: break
        }
        if random.chance(40) {
            let cause: Int32 = random.pick([Self.ioError, Self.ioError, Self.noRoom, Self.tooManyFiles])
            failures[random.within(1...200)] = random.chance(70) ? .notDone(cause) : .doneAndReported(cause)
        }
        slowFlushPercent = random.pick([0, 0, 1, 20])
    }
}
