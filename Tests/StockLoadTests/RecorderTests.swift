import Testing

@testable import StockLoad

struct RecorderTests {
    private let began = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { began.advanced(by: .seconds(seconds)) }

    @Test func `what comes late for an interval that is finished counts in the next one`() {
        let recorder = LoadRecorder(began: began, intervalSeconds: 1)
        recorder.sent(ready: at(0.5), at: at(0.5))
        #expect(recorder.finishedIntervals(at: at(3)).map(\.offered) == [1, 0, 0])
        // Also where no interval is open.
        recorder.answered(.reserve, .accepted, due: at(0.5), at: at(0.9))
        recorder.sent(ready: at(1.5), at: at(1.5))
        let (record, last) = recorder.finish(at: at(3.5), lastDue: at(3.5), wasInterrupted: false)
        #expect(last.map(\.index) == [3] && last.map(\.results.accepted) == [1] && last.map(\.inFlight) == [1])
        #expect(record.offered == 2 && record.intervals.map(\.index) == [0, 1, 2, 3])
    }

    @Test func `what is due is offered at its time, sent or not`() throws {
        let curve = try #require(ArrivalCurve.steady(10, seconds: 3))
        let recorder = LoadRecorder(
            began: began, intervalSeconds: 1, arrivals: ArrivalTimes(curve, .even, seed: 1))
        recorder.sent(ready: at(0.1), at: at(2.5))
        recorder.answered(.reserve, .refused("expired"), due: at(0.1), at: at(2.9))
        let (record, _) = recorder.finish(at: at(3.2), lastDue: at(3), wasInterrupted: false)
        #expect(record.intervals.map(\.offered) == [10, 10, 10, 0])
        #expect(record.notSent == record.offered - 1)
        #expect((2_399_000...2_401_000).contains(record.delay.longest))
        #expect((2_799_000...2_801_000).contains(record.latency.longest))
    }

    @Test func `of a rehearsal that was ended early, what was due later counts for nothing`() throws {
        let curve = try #require(ArrivalCurve.steady(10, seconds: 100))
        let recorder = LoadRecorder(
            began: began, intervalSeconds: 1, arrivals: ArrivalTimes(curve, .even, seed: 1))
        let (record, _) = recorder.finish(at: at(5), lastDue: at(2.05), wasInterrupted: true)
        #expect(record.offered == 20 && record.wasInterrupted)
    }
}
