import Dispatch
import StockBytes
import StockEngine

/// A backup that is being sent to a client.
struct RunningBackup {
    /// Bytes of the file in a frame: what a client writes best at once.
    static let chunkBytes = 128 << 10

    let number: UInt64
    let session: SessionID
    let requestID: UInt64
    /// Chunks that it may still be sent.
    var credit: Int
    /// Nil until the checkpoint is written.
    var stream: SnapshotStream?
    /// Its next bytes are being read.
    var isReading = false
    /// Of all bytes that were read.
    var sum = RunningChecksum()
    /// Where its bytes are waited for.
    let queue = DispatchQueue(label: "stockroom.backup")
    /// Monotonic nanoseconds at which it began, and since which it has no credit.
    let beganNanoseconds: UInt64
    var waitsSinceNanoseconds: UInt64

    init(_ number: UInt64, _ session: SessionID, _ requestID: UInt64, credit: UInt32, at now: UInt64) {
        self.number = number
        self.session = session
        self.requestID = requestID
        self.credit = Int(credit)
        beganNanoseconds = now
        waitsSinceNanoseconds = now
    }

    func isOf(_ session: SessionID, _ requestID: UInt64) -> Bool {
        self.session == session && self.requestID == requestID
    }
}
