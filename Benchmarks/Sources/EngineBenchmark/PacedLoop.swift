import Dispatch
import Foundation
import Histogram
import LoadLoop
import StockAPI
import StockEngine
import StockModel
import Synchronization

/// So many callers who come at a rate of their own, whether the ones before have been answered or not.
///
/// A wait counts from the moment at which the caller wanted to ask, also when it had to wait for its turn: an engine that
/// stands still is not asked less, as it would be by callers who wait for their answers.
final class PacedLoop: Sendable {
    private let stock: Stockroom
    private let inFlightMax: Int
    private let ratePerSecond: Double
    private let answered = DispatchSemaphore(value: 0)
    private let done = Mutex<[Answered]>([])

    private struct Answered {
        var range: Range<UInt64>
        var end: UInt64
        var result: SubmissionResult
    }

    init(_ stock: Stockroom, inFlightMax: Int, ratePerSecond: Double) {
        self.stock = stock
        self.inFlightMax = inFlightMax
        self.ratePerSecond = ratePerSecond
    }

    func run(seconds: Double, picker: LevelPicker, bytes: ReserveBytes) async throws -> LoopResult {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { [self] in
                continuation.resume(with: Result { try loop(seconds, picker, bytes) })
            }
        }
    }

    private func loop(_ seconds: Double, _ picker: LevelPicker, _ bytes: ReserveBytes) throws -> LoopResult {
        var picker = picker
        var bytes = bytes
        var result = LoopResult()
        let start = DispatchTime.now().uptimeNanoseconds
        let total = UInt64(seconds * ratePerSecond)
        var asked: UInt64 = 0
        var flying: UInt64 = 0
        while asked < total || flying > 0 {
            let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            let due = min(total, UInt64(elapsed * ratePerSecond))
            let next = min(due, asked + UInt64(inFlightMax) - flying)
            if next > asked {
                try submit(asked..<next, &picker, &bytes)
                flying += next - asked
                asked = next
            }
            _ = answered.wait(timeout: .now() + .microseconds(50))
            let finished = done.withLock { done in
                defer { done.removeAll(keepingCapacity: true) }
                return done
            }
            for group in finished {
                flying -= UInt64(group.range.count)
                for number in group.range {
                    let wanted = start + UInt64(Double(number) / ratePerSecond * 1e9)
                    result.histogram.record(group.end > wanted ? group.end - wanted : 0)
                }
                try result.count(group.result)
            }
        }
        result.elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        return result
    }

    private func submit(_ range: Range<UInt64>, _ picker: inout LevelPicker, _ bytes: inout ReserveBytes) throws {
        var commands = EncodedRequests(capacityBytes: range.count * 96)
        for _ in range { bytes.append(picker.next(), to: &commands) }
        try stock.submit(commands) { [self] result in
            let end = DispatchTime.now().uptimeNanoseconds
            done.withLock { $0.append(Answered(range: range, end: end, result: result)) }
            answered.signal()
        }
    }
}
