import Foundation

/// The built program, run as anyone would run it.
struct Program {
    /// What one run came to.
    struct Run {
        let status: Int32
        let output: String
        let errors: String

        /// The output as JSON.
        var json: [String: Any] {
            get throws { try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:] }
        }
    }

    /// Beside the test program, in the folder of all products.
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let named = CommandLine.arguments.first ?? tests
        let candidates = [tests, Bundle.main.executablePath ?? "", named].map { path in
            URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("stockroom").path
        }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "stockroom"
    }()

    /// Runs the program to its end.
    static func run(_ arguments: String...) throws -> Run { try run(arguments) }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
        let folder = try TestFolder()
        let (output, errors) = (try folder.empty("output"), try folder.empty("errors"))
        let process = try start(arguments, output: output, errors: errors, environment: environment)
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }

    /// Starts the program with its output in files, so that it never waits for a reader.
    ///
    /// `environment` is added to that of the tests.
    static func start(
        _ arguments: [String], output: String, errors: String, environment: [String: String] = [:]
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        return process
    }
}

/// A new folder, deleted when it is let go of.
final class TestFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("stockroom-cli-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A new file without a byte in it.
    func empty(_ name: String) throws -> String {
        try Data().write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// Writes a file of till lines: `basket,store,product,quantity`.
    func tillLines(_ rows: [String], named name: String = "lines.csv") throws -> String {
        let header =
            "transaction_timestamp,store_id,basket_id,household_id,product_id,quantity,"
            + "sales_value,retail_disc,coupon_disc,coupon_match_disc"
        let lines = rows.map { row in
            let fields = row.split(separator: ",")
            return "2017-11-15 08:00:00,\(fields[1]),\(fields[0]),7,\(fields[2]),\(fields[3]),1.99,0,0,0"
        }
        let text = ([header] + lines).joined(separator: "\n") + "\n"
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    /// A store with a few baskets in it.
    func store() throws -> String {
        let lines = try tillLines(["1,5,1,4", "3,5,1,3", "4,5,1,4", "4,5,2,1"])
        let run = try Program.run(
            "replay", "--format", "complete-journey", lines, "--data", file("store"), "--no-verify")
        guard run.status == 0 else { throw Unexpected(run: run) }
        return file("store")
    }

    struct Unexpected: Error { let run: Program.Run }
}
