import Foundation
import Testing

/// The README's section about the server, run as it is printed, but for the port.
@Suite struct ReadmeServerTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    /// The blocks of a language in the section.
    private static func blocks(_ language: String) throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = text.components(separatedBy: "\n## A server\n").last?.components(separatedBy: "\n## ").first
        return (section ?? "").components(separatedBy: "```" + language + "\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    @Test func `what the shell is told works, and so does the Python that follows it`() throws {
        let server = try RunningServer()
        var last = ""
        for line in try Self.blocks("console").joined().components(separatedBy: "\n") {
            guard line.hasPrefix("$ stockroom "), !line.contains(" serve ") else { continue }
            let words = line.dropFirst("$ stockroom ".count).split(separator: " ").map(String.init)
            let run = try Program.run(words + ["--connect", server.address])
            try #require(run.status == 0, "\(line): \(run.errors)")
            last = run.output
        }
        #expect(last.contains("48"))
        for program in try Self.blocks("python") {
            let run = try Self.python(program.replacingOccurrences(of: "7420", with: "\(server.port)"))
            #expect(run.status == 0, "\(run.output)")
            #expect(!run.output.isEmpty)
        }
        #expect(server.stop() == 0)
    }

    private static func python(_ program: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PYTHONPATH": root.appendingPathComponent("tools/python/src").path
        ]) { $1 }
        let folder = try TestFolder()
        let output = try folder.empty("output")
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: output, encoding: .utf8))
    }
}
