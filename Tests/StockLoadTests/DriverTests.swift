import StockBytes
import Foundation
import StockAPI
import StockModel
import StockTesting
import Testing

@testable import StockLoad

struct DriverTests {
    /// A stock that takes its time.
    private struct SlowStock: StockQueries {
        let real: any StockQueries
        let pause: Duration

        func submit(_ command: Command) async throws(StockFailure) -> Answer {
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            return try await real.submit(command)
        }

        func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] { try await real.submit(commands) }
        func result(of query: Query) async throws(StockFailure) -> QueryResult { try await real.result(of: query) }
    }

    private static func withScenario<Value>(
        _ arrivals: LoadScenario.Arrivals, _ body: (any StockQueries, LoadScenario) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryStock { stock, session in
            let prepared = PreparedStock(skus: 5, sites: 1, channels: 1, unitsPerSite: 1_000_000)
            try await prepared.prepare(session) { _ in }
            var scenario = LoadScenario(arrivals, on: try #require(prepared.stock))
            scenario.mix = .reserveOnly
            return try await body(stock, scenario)
        }
    }

    @Test func `latency counts from when a request should have been sent, not from when it could be`() async throws {
        let curve = try #require(ArrivalCurve.steady(50, seconds: 1))
        try await Self.withScenario(.openLoop(curve, spacing: .even)) { stock, open in
            var scenario = open
            scenario.inFlightMax = 1
            // One after the other, each takes 40 ms or more, and one should be sent every 20 ms: each is 20 ms later than the
            // one before. On a slow machine fewer are sent, and the rule is the same.
            let slow = SlowStock(real: stock, pause: .milliseconds(40))
            let worker = LoadWorker(scenario, to: slow, as: 1, began: .systemNow)
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
            #expect(record.results.accepted + record.notSent == record.offered && (49...50).contains(record.offered))
            #expect(Int(record.latency.longest) >= (Int(record.results.accepted) - 1) * 19_000)
        }
    }

    @Test func `a number of requests at a rate is sent in full, and nothing is missed`() async throws {
        let curve = try #require(ArrivalCurve.steady(500, seconds: 600))
        try await Self.withScenario(.openLoop(curve, spacing: .even)) { stock, open in
            var scenario = open
            scenario.requestsMax = 60
            let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { _ in }
            #expect(record.offered == 60 && record.notSent == 0 && record.results.total == 60)
        }
    }

    @Test func `callers wait for their answer before they ask again`() async throws {
        try await Self.withScenario(.closedLoop(callers: 3, seconds: 0.5)) { stock, scenario in
            let slow = SlowStock(real: stock, pause: .milliseconds(50))
            let worker = LoadWorker(scenario, to: slow, as: 1, began: .systemNow)
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { interval in
                #expect(interval.inFlight <= 3)
            }
            #expect((3...33).contains(record.results.total))
        }
    }

    @Test func `the intervals add up to the whole`() async throws {
        let curve = try #require(ArrivalCurve.ramp(from: 100, to: 500, seconds: 1))
        try await Self.withScenario(.openLoop(curve, spacing: .random)) { stock, scenario in
            let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
            let told = Collected()
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { told.add($0) }
            #expect(record.intervals.reduce(0) { $0 + $1.results.total } == record.results.total)
            #expect(record.intervals.reduce(0) { $0 + $1.latency.count } == record.latency.count)
            #expect(record.offered == record.results.total + record.notSent)
            #expect(told.indices == Array(0..<record.intervals.count))
            let copy = try JSONDecoder().decode(LoadRecord.self, from: try JSONEncoder().encode(record))
            #expect(copy.latency.count == record.latency.count)
            for percentile in [50.0, 99, 99.9, 100] {
                #expect(
                    copy.latency.microseconds(atPercentile: percentile)
                        == record.latency.microseconds(atPercentile: percentile))
            }
        }
    }

    @Test func `a rehearsal that is stopped sends nothing more and keeps what it saw`() async throws {
        let curve = try #require(ArrivalCurve.steady(200, seconds: 600))
        try await Self.withScenario(.openLoop(curve, spacing: .random)) { stock, scenario in
            let worker = LoadWorker(scenario, to: stock, as: 1, began: .systemNow)
            let record = await worker.run(from: .now, intervalSeconds: 0.25) { interval in
                if interval.index == 1 { worker.stop() }
            }
            #expect(record.wasInterrupted)
            #expect(record.results.total > 0 && record.results.errors == 0)
        }
    }

    @Test func `the same seed asks for the same`() throws {
        let prepared = try #require(PreparedStock(skus: 50, sites: 3, channels: 2, unitsPerSite: 1).stock)
        var scenario = LoadScenario(.closedLoop(callers: 1, seconds: 1), on: prepared)
        scenario.linesPerCart = 1...4
        func operations(_ seed: UInt64) -> [String] {
            scenario.seed = seed
            var planner = RequestPlanner(scenario, idHigh: 1)
            return (0..<200).map { _ in "\(planner.next())" }
        }
        #expect(operations(5) == operations(5))
        #expect(operations(5) != operations(6))
    }

    @Test func `distributions of several processes are merged without loss`() {
        var one = LatencyDistribution()
        var other = LatencyDistribution()
        var all = LatencyDistribution()
        var random = SplitMix64(seed: 1)
        for index in 0..<20_000 {
            let value = Int64(random.next() % 3_000_000)
            if index.isMultiple(of: 3) { one.record(microseconds: value) } else { other.record(microseconds: value) }
            all.record(microseconds: value)
        }
        one.add(other)
        #expect(one.count == all.count)
        for percentile in stride(from: 0.0, through: 100, by: 0.1) {
            #expect(one.microseconds(atPercentile: percentile) == all.microseconds(atPercentile: percentile))
        }
        all.record(microseconds: .max)
        all.record(microseconds: -5)
        #expect(all.longest >= 3_600_000_000)
    }
}

private final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [Int] = []

    func add(_ interval: IntervalRecord) { lock.withLock { all.append(interval.index) } }
    var indices: [Int] { lock.withLock { all } }
}
