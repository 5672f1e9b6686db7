import Foundation

/// Whole lines out of pieces of text; what a kill cuts in the middle of a line is no line.
struct LineCollector {
    private(set) var lines: [String] = []
    private var rest: [UInt8] = []

    var count: Int { lines.count }

    mutating func add(_ data: Data) {
        for byte in data {
            if byte == UInt8(ascii: "\n") {
                lines.append(String(decoding: rest, as: UTF8.self))
                rest.removeAll(keepingCapacity: true)
            } else {
                rest.append(byte)
            }
        }
    }

    /// Gives the lines, and forgets them.
    mutating func take() -> [String] {
        defer { lines = [] }
        return lines
    }
}
