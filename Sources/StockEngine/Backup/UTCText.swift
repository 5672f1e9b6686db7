import Foundation

/// Moments as text, in UTC, to a second.
enum UTCText {
    /// `2026-11-26T06:53:17Z`.
    static func seconds(_ milliseconds: Int64) -> String {
        // Beyond the years of four digits nobody reads it as a date.
        guard abs(milliseconds) < 200_000_000_000_000 else { return "\(milliseconds) ms" }
        let date = Date(timeIntervalSince1970: Double(milliseconds.roundedDown(to: 1_000) / 1_000))
        return date.formatted(.iso8601)
    }

    /// `20261126T065317Z`, for names of folders.
    static func name(_ milliseconds: Int64) -> String {
        seconds(milliseconds).filter { $0 != "-" && $0 != ":" }
    }
}

extension Int64 {
    fileprivate func roundedDown(to unit: Int64) -> Int64 { self - (self % unit + unit) % unit }
}
