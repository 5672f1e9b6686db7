import Foundation
import Testing

/// The README's sections about the server and about rehearsals, run as they are printed, but for the port and the length.
@Suite struct ReadmeServerTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    /// The blocks of a language in the section.
    private static func blocks(_ language: String, of heading: String = "A server") throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = text.components(separatedBy: "\n## \(heading)\n").last?.components(separatedBy: "\n## ").first
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

    @Test func `what is said about rehearsals works, and the proof holds`() throws {
        let server = try RunningServer()
        let folder = try TestFolder()
        for line in try Self.blocks("console", of: "Rehearse a promotion").joined().components(separatedBy: "\n") {
            guard line.hasPrefix("$ stockroom load") else { continue }
            var words = line.dropFirst("$ stockroom ".count).split(separator: " ").map(String.init)
            if let place = words.firstIndex(of: "--report") { words[place + 1] = folder.file(words[place + 1]) }
            if let place = words.firstIndex(of: "--seconds") { words.removeSubrange(place...place + 1) }
            let run = try Program.run(words + ["--seconds", "1", "--connect", server.address, "--json"])
            // A limit on time may be missed here, where other tests run at the same time.
            try #require(run.status <= 1, "\(line): \(run.errors)")
            let proof = try #require(try run.json["proof"] as? [String: Any])
            #expect(proof["gap"] == nil && proof["oversold"] as? Int == 0 && proof["lost"] as? Int == 0)
        }
        #expect(FileManager.default.fileExists(atPath: folder.file("rehearsal.html")))
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
