import Foundation
import StockModel
import Testing

@testable import StockLoad

struct ReportTests {
    private static func report(
        _ limits: [String], proof: ProofResult? = ProofResult(), samples: [ServerSample] = [], drop: Int64? = nil,
        missing: String? = nil
    ) throws -> LoadReport {
        let stock = try #require(PreparedStock(skus: 3, sites: 1, channels: 1, unitsPerSite: 1).stock)
        let curve = try #require(ArrivalCurve.steady(10, seconds: 4))
        var record = LoadRecord(intervalSeconds: 1)
        for index in 0..<4 {
            var interval = IntervalRecord(index: index)
            interval.offered = 10
            for request in 0..<10 {
                interval.results.count(request == 0 ? .refused("insufficientStock") : .accepted)
                interval.latency.record(microseconds: Int64(100 * (request + 1)))
                record.actions[.reserve, default: .init()].latency.record(microseconds: Int64(100 * (request + 1)))
            }
            record.actions[.reserve, default: .init()].results.add(interval.results)
            record.intervals.append(interval)
        }
        record.seconds = 4
        return LoadReport(
            scenario: LoadScenario(.openLoop(curve, spacing: .even), on: stock), target: "<the \"server\" & more>",
            began: "today", workers: 1, record: record, samples: samples, proof: proof,
            requirements: limits.compactMap { Requirement($0) }, drop: drop, missing: missing)
    }

    @Test func `limits that were kept make a go, and one that was not makes none`() throws {
        let kept = try Self.report([
            "p99=1ms", "reserve.p50=500us", "refused=4", "rate=10", "answered=100%", "oversold=0",
        ])
        #expect(kept.verdict.findings.count == 7 && kept.verdict.passes)
        for limit in ["p99=999us", "refused=3", "rate=11", "sell.p99=1s"] {
            let missed = try Self.report(["errors=0", limit])
            #expect(missed.verdict.findings.map(\.isMet) == [true, false, true])
        }
    }

    @Test func `what was turned away, failed or never sent has waited longer than any limit`() throws {
        func passes(_ change: (inout LoadRecord) -> Void, _ limit: String) throws -> Bool {
            var record = try Self.report([]).record
            change(&record)
            return Verdict([try #require(Requirement(limit))], record, nil).passes
        }
        // Of 40, one more that was not answered is above p97.5 and below p98.
        for change: (inout LoadRecord) -> Void in [
            { $0.notSent = 1 }, { $0.actions[.reserve]?.results.busy = 1 },
            { $0.actions[.reserve]?.results.unknown = 1 },
        ] {
            #expect(try passes(change, "p97=1ms"))
            #expect(try !passes(change, "p98=1s"))
            #expect(try !passes(change, "reserve.max=1s"))
        }
        #expect(try passes({ $0.actions[.reserve]?.results.busy = 40 }, "rate=10"))
        #expect(try !passes({ $0.actions[.reserve]?.results.busy = 40 }, "rate=10.1"))
    }

    @Test func `a rehearsal that was ended early, or in which nothing was done, is no go`() throws {
        var record = try Self.report([]).record
        record.wasInterrupted = true
        #expect(!Verdict([], record, ProofResult()).passes)
        #expect(!Verdict([], LoadRecord(), ProofResult()).passes)
    }

    @Test func `a store that is opened anew counts from zero`() throws {
        var before = Statistics()
        before.batches = 1_000
        before.checkpoints = 4
        before.commandsAccepted = 5_000
        var after = Statistics()
        after.batches = 10
        after.checkpoints = 1
        after.commandsAccepted = 20
        after.flushTimes.record(microseconds: 100)
        let sample = ServerSample(seconds: 1, from: before, to: after)
        #expect(sample.checkpoints == 1 && sample.commandsAccepted == 20 && sample.flushes == 1)
    }

    @Test func `a proof that does not hold is no go, and what was not proven is not kept`() throws {
        var lost = ProofResult()
        lost.lost = 1
        #expect(try !Self.report([], proof: lost).verdict.passes)
        #expect(try Self.report([], proof: nil).verdict.passes)
        #expect(try !Self.report(["oversold=0"], proof: nil).verdict.passes)
        var gap = ProofResult()
        gap.gap = "the events are gone"
        #expect(try !Self.report([], proof: gap).verdict.passes)
    }

    @Test func `a part of the load of which nothing is known is no go, proof or not`() throws {
        #expect(try !Self.report([], proof: nil, missing: "a process ended by itself").verdict.passes)
    }

    @Test func `the page draws rates, latency, outcomes, and the flushes and checkpoints of the server`() throws {
        var before = Statistics()
        var after = Statistics()
        after.batches = 10
        after.checkpoints = 1
        after.checkpointMillisecondsLast = 700
        for _ in 0..<10 { after.flushTimes.record(microseconds: 150) }
        let first = ServerSample(seconds: 1, from: before, to: after)
        before = after
        after.batches = 20
        for _ in 0..<10 { after.flushTimes.record(microseconds: 300) }
        let samples = [first, ServerSample(seconds: 2, from: before, to: after)]
        let page = ReportPage(try Self.report(["p99=1ms"], samples: samples, drop: 50)).html
        for text in [
            "Requests a second", "offered", "answered", "Latency", "p99.9", "Outcomes a second", "refused",
            "Flushes of the server&#39;s journal", "checkpoint of 700 ms", "Limited drop",
        ] {
            #expect(page.contains(text) || page.contains(text.replacingOccurrences(of: "&#39;", with: "'")), "\(text)")
        }
        #expect(page.components(separatedBy: "<svg").count == 6)
        let plain = ReportPage(try Self.report([], proof: nil)).html
        #expect(
            !plain.contains("Flushes") && !plain.contains("Limited drop") && plain.contains("Nothing was asked for"))
    }

    @Test func `the page stands alone: no script, nothing from elsewhere, and every text is escaped`() throws {
        for limits in [["p99=1ms"], ["p99=1us"]] {
            let page = ReportPage(try Self.report(limits)).html
            #expect(page.contains(limits == ["p99=1ms"] ? "<h1>GO</h1>" : "<h1>NO GO</h1>"))
            #expect(page.contains("&lt;the &quot;server&quot; &amp; more&gt;") && !page.contains("<the"))
            for foreign in ["http:", "https:", "<script", "src=", "@import", "url("] {
                #expect(!page.contains(foreign))
            }
            #expect(page.components(separatedBy: "<svg").count == page.components(separatedBy: "</svg>").count)
            #expect(!page.contains("nan") && !page.contains("inf\""))
        }
    }

    @Test func `the JSON has the figures that a script asks for`() throws {
        let data = try JSONEncoder().encode(try Self.report(["p99=1ms"]))
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let summary = try #require(json["summary"] as? [String: Any])
        let latency = try #require(summary["latency"] as? [String: Any])
        #expect(
            summary["offered"] as? Int == 40 && latency["p50_us"] as? Int == 500 && latency["p99_us"] as? Int == 1_000)
        #expect(json["passes"] as? Bool == true)
        #expect((json["actions"] as? [String: Any])?.keys.sorted() == ["reserve"])
    }
}
