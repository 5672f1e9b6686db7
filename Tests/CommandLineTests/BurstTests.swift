import Foundation
import Testing

/// Requests in one burst; a million: `tools/limits burst`.
private let requests = 100_000

/// Far more requests at once than a server can answer.
@Suite struct BurstTests {
    @Test func `each is answered or told to come later, memory stays bounded, and then all is as before`() throws {
        let server = try RunningServer()
        let burst = try server.ask(
            "load --rate \(requests * 2) --spacing even --seconds 0.5 --skus-made 100 --mix reserve=1 --in-flight \(requests) --require oversold=0,lost=0,granted-twice=0,errors=0,not-sent=0 --json"
        )
        #expect(burst.status == 0, "\(burst.errors)")
        let summary = try #require(try burst.json["summary"] as? [String: Any])
        let results = try #require(summary["results"] as? [String: Any])
        let offered = try #require(summary["offered"] as? Int)
        #expect(offered > requests / 2)
        let told = ["accepted", "refused", "busy"].compactMap { results[$0] as? Int }.reduce(0, +)
        #expect(told == offered, "\(results)")
        #expect(server.memoryPeakBytes > 0 && server.memoryPeakBytes < 1 << 30, "\(server.memoryPeakBytes >> 20) MiB")

        let later = try server.ask(
            "load --rate 100 --spacing even --seconds 1 --skus-made 100 --mix reserve=1 --require busy=0,errors=0,not-sent=0,oversold=0,lost=0 --json"
        )
        #expect(later.status == 0, "\(later.errors)")
        #expect(server.stop() == 0)
    }
}
