import ArgumentParser
import Foundation
import RetailReplay
import StockAPI

/// The main job on real records, from the first basket to the recovery after a kill.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Replay six weeks of real tills through many channels, a promotion and a crash, and verify.",
        discussion: """
            First the holiday slice of The Complete Journey: 193,016 till lines of 208 \
            stores (data by 84.51°/dunnhumby). Opening stock is 0.9 × what sells, so that \
            what sells well runs short; baskets whose number is divisible by three are web \
            orders. Both are derived, not recorded.

            Then the same baskets in a second store, through the channels of one retailer: \
            web orders from up to four stores that wait for what is not there, pickup, a \
            marketplace with caps, pairs of products as kits in a promotion, a truck each \
            morning, and a till that is offline for a day. The store's clock runs through \
            the six weeks in seconds; with --data it is kept beside the first one, as \
            <dir>-promises, for `inspect` and `explain`.

            Then a promotion: the 20 best-selling SKUs are filled up to 500 each at the \
            best-selling store, and 200,000 buyers in 64 concurrent tasks try to reserve \
            one unit each.

            Then a further promotion in a process of its own, which is killed with SIGKILL \
            in the middle. The store is opened again, every acknowledged reservation is \
            looked up, and every invariant is recomputed.

            With --connect the replay and the promotion go to a server that is running, \
            through a client; the channels' act and the crash, which need the store's \
            folder, are left out.

            Examples:
              stockroom demo
              stockroom demo --data shop --json figures.json
              stockroom demo --connect 127.0.0.1:7420

            Exit codes:
              0  everything acknowledged is there, and nothing differs
              1  something is not as it should be
            """)

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("Keep the store in this folder; without it, a temporary one.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Run on the store of this server.", valueName: "host:port"))
    var connect: NetworkAddress?
    @Option(help: ArgumentHelp("The till lines, if not those shipped with Stockroom.", valueName: "file"))
    var file: String?
    @Option(help: "Buyers of each promotion.") var buyers = 200_000
    @Option(help: "Concurrent tasks of each promotion.") var tasks = 64
    @OptionGroup var json: JSONOutput

    func validate() throws {
        if connect != nil, folder != nil { throw ValidationError("Choose --connect or --data, not both.") }
        guard (1...10_000_000).contains(buyers) else { throw ValidationError("--buyers is 1 to 10,000,000.") }
        guard (1...4_096).contains(tasks) else { throw ValidationError("--tasks is 1 to 4,096.") }
    }

    mutating func run() async throws {
        do {
            let input = try InputFile(path: try file ?? ShippedData.holidaySlice())
            if let connect { return try await run(input, at: connect) }
            let place = try folder ?? StoreFolder.temporary(named: "stockroom-demo")
            defer { if folder == nil { StoreFolder.remove(place) } }
            let promises = place + "-promises"
            defer { if folder == nil { StoreFolder.remove(promises) } }
            let report = try await Demo(
                input: input, folder: place, promisesFolder: promises, buyers: buyers, tasks: tasks,
                progress: ProgressLine()
            ).run()
            try json.put(report) { DemoScreen.text(of: report, keptIn: folder) }
            if !report.problems.isEmpty { throw CommandFailure(.differs, report.problems.joined(separator: "; ")) }
        } catch { throw CommandFailure(describing: error) }
    }
}

extension DemoCommand {
    private func run(_ input: InputFile, at address: NetworkAddress) async throws {
        let report = try await RemoteDemo(
            input: input, address: address,
            trade: Trade(source: input.source, buyers: buyers, tasks: tasks, progress: ProgressLine())
        ).run()
        try json.put(report) {
            DemoScreen.text(of: report, keptIn: nil)
                + "\nCheck the server's store, when it has stopped, with: stockroom verify --data DIR"
        }
        if !report.problems.isEmpty { throw CommandFailure(.differs, report.problems.joined(separator: "; ")) }
    }
}

/// Finds the records that are shipped with Stockroom.
enum ShippedData {
    private static let name = "data/complete-journey-holiday.csv.xz"

    /// Looked for in the working folder, and in the folders above the program.
    static func holidaySlice() throws -> String {
        var folder = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
            .resolvingSymlinksInPath().deletingLastPathComponent()
        var candidates = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        while folder.path != "/" {
            candidates.append(folder)
            folder.deleteLastPathComponent()
        }
        for candidate in candidates {
            let path = candidate.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        throw CommandFailure(.input, "\(name) is not here: name the file with --file")
    }
}
