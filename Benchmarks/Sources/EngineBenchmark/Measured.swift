/// What a run came to.
struct Measured: Sendable {
    var name: String
    var perSecond = 0.0
    var p50Microseconds = 0.0
    var p99Microseconds = 0.0
    var p999Microseconds = 0.0
    var longestMicroseconds = 0.0
    var granted: UInt64 = 0
    var refused: UInt64 = 0
    var journalBytesEach = 0.0
    var storeBytesEach = 0.0
    var checkpoints: UInt64 = 0
    var cpuSecondsPerMillion = 0.0
}
