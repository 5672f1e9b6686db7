import ArgumentParser
import Foundation
import StockAPI
import StockLoad
import StockModel

/// Rehearses a promotion.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Rehearse a promotion: send load, measure what buyers would see, prove that stock stays true.",
        discussion: """
            Sends requests at their time, whatever became of those before them: latency \
            counts from when a request should have been sent. With --callers each caller \
            waits for its answer before it asks again.

            Without --skus it makes SKUs, sites and channels of its own in the store \
            (numbers from 9,000,000,000 and 900,000,000, codes LOAD-…) and fills them. With \
            --skus and --channels it uses those of the store as they are. What it reserves \
            and sells is really reserved and sold: rehearse on a copy.

            In the end it reads all events of the store and compares them with every answer \
            that it was given, and with the stock as it stands: nothing oversold, nothing \
            lost, nothing granted twice.

            Mix: browse (availability), reserve, commit, release, abandon (reserve, and let \
            it expire), sell (a till), receive; as weights. What is reserved and neither \
            committed nor released is abandoned as well. Unless --mix says otherwise:
            \(ActionMix.shop.text).

            Limits of --require: \(Requirement.names).

            Examples:
              stockroom load --rate 2000 --seconds 60 --require p99=5ms,errors=0
              stockroom load --rate 500 --peak 8000 --shape spike --report rehearsal.html
              stockroom load --curve data/complete-journey-holiday.csv.xz --rate 5000
              stockroom load --drop 500 --callers 256 --seconds 10 --channels-made 3 --cap 200
              stockroom load --skus 4711,4712 --channels 1 --mix browse=8,reserve=2,commit=1
              stockroom load --embedded --callers 64 --mix reserve=1 --json

            Exit codes:
              0  every limit was kept, and the proof holds
              1  a limit was not kept, or the proof does not hold
              2  an option is wrong
              3  there is no server or store, or a file cannot be written
              4  the curve cannot be read, or the store lacks what is rehearsed
              130, 143  ended by a signal; what was seen until then is shown
            """)

    @OptionGroup(title: "Where") var target: LoadTargetOptions
    @OptionGroup(title: "When") var arrivals: ArrivalOptions
    @OptionGroup(title: "What") var traffic: TrafficOptions
    @OptionGroup(title: "Stock") var stock: LoadStockOptions

    @Option(help: ArgumentHelp("Limits, with commas between: p99=1ms,errors=0.", valueName: "limits"))
    var require: String?
    @Option(help: ArgumentHelp("Write a page with plots and the verdict.", valueName: "file.html")) var report: String?
    @Flag(help: "Leave out the proof: it reads every event of the rehearsal.") var withoutProof = false
    @Option(help: "Reservations that the proof looks up one by one.") var lookUp = 10_000
    @OptionGroup var json: JSONOutput

    func validate() throws {
        _ = try requirements()
        guard (0...10_000_000).contains(lookUp) else { throw ValidationError("--look-up is 0 to 10,000,000.") }
        if let report, (try? FileManager.default.contentsOfDirectory(atPath: report)) != nil {
            throw ValidationError("--report \(report) is a folder: name a file.")
        }
        if target.embedded, arrivals.processes > 1 {
            throw ValidationError("An embedded store has one process: leave out --processes, or start a server.")
        }
        if stock.drop != nil,
            traffic.mix.map({ $0.weights.keys.contains { $0 != .reserve && $0 != .abandon } }) ?? false
        {
            throw ValidationError("In a --drop buyers reserve, and nothing else is done: leave out --mix.")
        }
        if stock.drop != nil, traffic.popularity != nil || stock.isAboutOtherSKUs {
            throw ValidationError(
                "--drop is about so many units of one SKU at one site: leave out --popularity, --skus, --skus-made, --sites-made and --stock."
            )
        }
    }

    mutating func run() async throws {
        let made = try arrivals.made()
        // Found out now, not after an hour.
        if let report { try Self.checkWritable(report) }
        if let path = json.target, !json.replacesText { try Self.checkWritable(path) }
        let report = try await rehearse(made)
        try json.put(report) { LoadText.summary(of: report) }
        if let path = self.report { try Self.write(ReportPage(report).html, to: path) }
        if !report.verdict.passes {
            let missed = report.verdict.findings.filter { !$0.isMet }
            throw CommandFailure(
                .differs, missed.map { "\($0.requirement): \($0.measured)" }.joined(separator: "; "))
        }
    }

    private func rehearse(_ made: LoadScenario.Arrivals) async throws -> LoadReport {
        do {
            return try await target.use { place in
                try await LoadRun(
                    place: place, arrivals: arrivals, made: made, traffic: traffic, stock: stock,
                    requirements: try requirements(), lookUp: withoutProof ? nil : lookUp, screen: LoadScreen()
                ).run()
            }
        } catch let failure as LoadFailure {
            throw CommandFailure(.input, failure.description)
        } catch { throw CommandFailure(describing: error) }
    }

    private static func checkWritable(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let files = FileManager.default
        guard files.isWritableFile(atPath: files.fileExists(atPath: path) ? path : folder) else {
            throw CommandFailure(.storage, "\(path) cannot be written: is its folder there?")
        }
    }

    private func requirements() throws -> [Requirement] {
        try (require ?? "").split(separator: ",").map { text in
            guard let requirement = Requirement(String(text)) else {
                throw ValidationError("\"\(text)\" is no limit. Limits: \(Requirement.names).")
            }
            return requirement
        }
    }

    private static func write(_ page: String, to path: String) throws {
        do { try page.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            throw CommandFailure(.storage, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
