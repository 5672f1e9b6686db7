import Foundation
public import StockModel

extension Instant {
    /// The system's wall clock.
    ///
    /// For clients that say when something happened; the engine has its own time.
    public static var systemNow: Instant {
        Instant(millisecondsSinceEpoch: Int64(clamping: Int(Date().timeIntervalSince1970 * 1_000)))
    }
}
