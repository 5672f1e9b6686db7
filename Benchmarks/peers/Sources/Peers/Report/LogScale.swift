import Foundation

/// Whole decades on a straight line.
struct LogScale {
    let lowest: Int
    let highest: Int
    private let from: Double
    private let to: Double

    /// - Parameters:
    ///   - values: what has to fit; those of 0 and below are left out.
    ///   - from: where the lowest decade begins, in pixels.
    ///   - to: where the highest ends.
    init(_ values: [Double], from: Double, to: Double) {
        let shown = values.filter { $0 > 0 }
        lowest = shown.min().map { Int(floor(log10($0))) } ?? 0
        highest = max(lowest + 1, shown.max().map { Int(ceil(log10($0))) } ?? 1)
        self.from = from
        self.to = to
    }

    func position(of value: Double) -> Double {
        guard value > 0 else { return from }
        return from + (log10(value) - Double(lowest)) / Double(highest - lowest) * (to - from)
    }

    var decades: [Double] { (lowest...highest).map { pow(10, Double($0)) } }
}
