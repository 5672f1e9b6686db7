import Foundation
import Testing

@testable import StockLoad

struct ArrivalTests {
    private static let curves: [ArrivalCurve] = [
        ArrivalCurve.steady(100, seconds: 10), ArrivalCurve.ramp(from: 0, to: 200, seconds: 10),
        ArrivalCurve.ramp(from: 200, to: 0, seconds: 10), ArrivalCurve.spike(base: 10, peak: 500, seconds: 10),
    ].compactMap { $0 }

    @Test func `a curve sends as many requests as lie under it`() {
        #expect(Self.curves.count == 4)
        for curve in Self.curves {
            let times = Array(ArrivalTimes(curve, .even, seed: 1))
            #expect(abs(Double(times.count) - curve.total) <= 1)
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
            // Up to any moment as many as the curve says, counted in a thousand small steps.
            for moment in stride(from: 0.5, to: 10, by: 0.5) {
                let expected = (0..<1_000).reduce(0.0) {
                    $0 + curve.perSecond(at: (Double($1) + 0.5) / 1_000 * moment) * moment / 1_000
                }
                #expect(abs(Double(times.count { $0 <= moment }) - expected) < 4)
            }
        }
    }

    @Test func `arrivals at random are as many on average, and as uneven as independent customers`() throws {
        let curve = try #require(ArrivalCurve.steady(1_000, seconds: 100))
        let times = Array(ArrivalTimes(curve, .random, seed: 7))
        #expect(abs(times.count - 100_000) < 1_500)
        // In a Poisson process the counts of equal stretches vary as much as they are large.
        var counts = [Double](repeating: 0, count: 1_000)
        for time in times { counts[min(999, Int(time * 10))] += 1 }
        let mean = counts.reduce(0, +) / 1_000
        let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999
        #expect((0.85...1.15).contains(variance / mean))
        #expect(Array(ArrivalTimes(curve, .random, seed: 7)) == times)
        #expect(Array(ArrivalTimes(curve, .random, seed: 8)) != times)
    }

    @Test func `a recorded curve is told in other seconds and another height`() throws {
        let recorded = try #require(
            ArrivalCurve([
                .init(seconds: 0, perSecond: 1), .init(seconds: 3_600, perSecond: 4),
                .init(seconds: 7_200, perSecond: 2),
            ]))
        let told = try #require(recorded.scaled(toSeconds: 10, peak: 400))
        #expect(told.points.map(\.seconds) == [0, 5, 10])
        #expect(told.points.map(\.perSecond) == [100, 400, 200])
    }

    @Test func `points that are no curve are refused, also from a file`() throws {
        let bad: [[ArrivalCurve.Point]] = [
            [], [.init(seconds: 0, perSecond: 1)], [.init(seconds: 1, perSecond: 1), .init(seconds: 2, perSecond: 1)],
            [.init(seconds: 0, perSecond: 1), .init(seconds: 0, perSecond: 1)],
            [.init(seconds: 0, perSecond: -1), .init(seconds: 1, perSecond: 1)],
            [.init(seconds: 0, perSecond: 0), .init(seconds: 1, perSecond: 0)],
            [.init(seconds: 0, perSecond: .nan), .init(seconds: 1, perSecond: 1)],
            [.init(seconds: 0, perSecond: 1), .init(seconds: .infinity, perSecond: 1)],
        ]
        for points in bad { #expect(ArrivalCurve(points) == nil) }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ArrivalCurve.self, from: Data("[{\"seconds\":0,\"per_second\":1}]".utf8))
        }
    }

    @Test func `the parts of several processes add up to the whole`() throws {
        let stock = try #require(PreparedStock(skus: 1, sites: 1, channels: 1, unitsPerSite: 1).stock)
        let curve = try #require(ArrivalCurve.spike(base: 50, peak: 700, seconds: 10))
        let open = LoadScenario(.openLoop(curve, spacing: .random), on: stock)
        var total = 0.0
        for worker in 0..<3 {
            guard case .openLoop(let part, _) = open.part(worker, of: 3).arrivals else { continue }
            total += part.total
        }
        #expect(abs(total - curve.total) < 0.001)
        #expect(Set((0..<3).map { open.part($0, of: 3).seed }).count == 3)
        let closed = LoadScenario(.closedLoop(callers: 64, seconds: 1), on: stock)
        let callers = (0..<3).map { worker -> Int in
            guard case .closedLoop(let callers, _) = closed.part(worker, of: 3).arrivals else { return 0 }
            return callers
        }
        #expect(callers == [22, 21, 21])
    }
}
