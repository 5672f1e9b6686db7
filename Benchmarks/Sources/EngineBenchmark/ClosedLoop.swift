import Dispatch
import Foundation
import Histogram
import LoadLoop
import StockAPI
import StockEngine
import StockModel
import Synchronization

/// So many callers, each with one reservation in flight, as a server's event loop would hand them over: callers that were
/// answered together ask together.
final class ClosedLoop: Sendable {
    private let stock: Stockroom
    private let answered = DispatchSemaphore(value: 0)
    private let done = Mutex<[Finished]>([])

    private struct Finished {
        var start: UInt64
        var end: UInt64
        var count: Int
        var result: SubmissionResult
    }

    init(_ stock: Stockroom) { self.stock = stock }

    /// Runs on a thread of its own for so many seconds.
    func run(
        inFlight: Int, seconds: Double, picker: LevelPicker, bytes: ReserveBytes
    ) async throws -> LoopResult {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { [self] in
                continuation.resume(with: Result { try loop(inFlight, seconds, picker, bytes) })
            }
        }
    }

    private func loop(
        _ inFlight: Int, _ seconds: Double, _ picker: LevelPicker, _ bytes: ReserveBytes
    ) throws -> LoopResult {
        var picker = picker
        var bytes = bytes
        var result = LoopResult()
        // Two to four groups: one is made while another is applied and a third is flushed.
        let groups = inFlight >= 256 ? 4 : min(inFlight, 2)
        let start = DispatchTime.now().uptimeNanoseconds
        let end = start + UInt64(seconds * 1e9)
        var flying = 0
        for group in 0..<groups {
            try submit(inFlight / groups + (group < inFlight % groups ? 1 : 0), &picker, &bytes)
            flying += 1
        }
        while flying > 0 {
            answered.wait()
            let finished = done.withLock { done in
                defer { done.removeAll(keepingCapacity: true) }
                return done
            }
            for group in finished {
                flying -= 1
                result.histogram.record(group.end - group.start, count: UInt64(group.count))
                try result.count(group.result)
                if group.end < end {
                    try submit(group.count, &picker, &bytes)
                    flying += 1
                }
            }
        }
        result.elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        return result
    }

    private func submit(_ count: Int, _ picker: inout LevelPicker, _ bytes: inout ReserveBytes) throws {
        var commands = EncodedRequests(capacityBytes: count * 96)
        for _ in 0..<count { bytes.append(picker.next(), to: &commands) }
        let start = DispatchTime.now().uptimeNanoseconds
        try stock.submit(commands) { [self] result in
            let end = DispatchTime.now().uptimeNanoseconds
            done.withLock { $0.append(Finished(start: start, end: end, count: count, result: result)) }
            answered.signal()
        }
    }
}
